"""Write README's table of exit codes from their declaration."""

import re
from pathlib import Path
from typing import Final

from pipeline.errors import ExitCode

README: Final = Path("README.md")
_TABLE: Final = re.compile(r"^\| Exit code \|.*\n(?:\|.*\n)+", re.MULTILINE)


def exit_code_table() -> str:
    """Give the table as Markdown."""
    rows = [f"| {code} | {code.meaning.en} | {code.meaning.zh} |" for code in ExitCode]
    return "\n".join(["| Exit code | Meaning | 含义 |", "|---|---|---|", *rows, ""])


def with_exit_codes(page: str) -> str:
    """Give a page with its table of exit codes made anew."""
    return _TABLE.sub(lambda _: exit_code_table(), page)


if __name__ == "__main__":
    README.write_text(with_exit_codes(README.read_text(encoding="utf-8")), encoding="utf-8")
