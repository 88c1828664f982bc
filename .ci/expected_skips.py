"""Fail on a skipped test that was not expected: a skip may only say that something outside the project is absent."""

import os
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

SHARED_IS_THERE = Path("../shared").is_dir()
# Reasons that may be met in CI, each with whether it is expected here.
EXPECTED = {
    "the corpus of real workbooks is not beside this repository": not SHARED_IS_THERE,
    "the caniemail data is not beside this repository": not SHARED_IS_THERE,
    "postfix is not installed": True,
    "root may enter every folder": os.geteuid() == 0,
}


def unexpected(report: Path) -> list[str]:
    """Give the skips of a JUnit report whose reason is not among the expected ones."""
    skips = []
    for case in ET.parse(report).getroot().iter("testcase"):  # noqa: S314 -- the report was written by our own pytest a moment ago
        for skip in case.iter("skipped"):
            reason = skip.get("message", "")
            if not any(expected and text in reason for text, expected in EXPECTED.items()):
                skips.append(f"{case.get('classname')}::{case.get('name')}: {reason}")
    return skips


if __name__ == "__main__":
    found = unexpected(Path(sys.argv[1]))
    print("\n".join(["Skips that were not expected:", *found]) if found else "no unexpected skips")
    sys.exit(1 if found else 0)
