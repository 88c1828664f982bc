"""What holds for all tests: where their files stand, and which of them are quick, slow, in a browser, or of the system."""

import os
import shutil
import sys
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")  # noqa: S108 -- pytest makes a fresh closed folder inside
ROOM = 4 * 2**30
"""Bytes: the tests leave about a tenth of it; containers often have a sixteenth of a gigabyte there."""
if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
    # Workbooks and ledgers wait for the disk after each write, hundreds of times in a run of the tests.
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.fixture(autouse=True)
def no_slow_stages(monkeypatch):
    """Show no stages of a slow command: beside other tests one may take longer than it does alone."""
    # Whoever tests commands has imported them; importing them here would settle their language too early.
    options = sys.modules.get("pipeline.cli.options")
    if options is not None:
        monkeypatch.setattr(options, "_SHOW_AFTER_SECONDS", 600.0)


OUTSIDE = ("subprocess", "multiprocessing", "mail_server", "robot_server")
"""Words of a test module that starts processes or servers."""
SERVERS = {"post"}
"""Fixtures that start servers."""
SLOW_FOLDERS = {"faults", "fuzz", "hostile"}
SLOW_MODULES = {
    "test_import_properties",
    "test_method_workbooks",
    "test_policy_own_numbers",
    "test_rule_properties",
    "test_touch_properties",
    "test_writer_corpus",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give every test its marker: browser, system, slow, or else quick."""
    texts = {path: path.read_text(encoding="utf-8") for path in {item.path for item in items}}
    outside = {path for path, text in texts.items() if any(word in text for word in OUTSIDE)}
    for item in items:
        item.add_marker(_kind(item, outside))


def _kind(item: pytest.Item, outside: set[Path]) -> str:
    fixtures = set(getattr(item, "fixturenames", ()))
    if "browser" in fixtures:
        return "browser"
    if item.path in outside or fixtures & SERVERS:
        return "system"
    is_slow = item.path.stem in SLOW_MODULES or SLOW_FOLDERS & set(item.path.parts)
    return "slow" if is_slow else "quick"
