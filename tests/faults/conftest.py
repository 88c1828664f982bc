import os
import tempfile
from pathlib import Path

import command_stories as stories
import pytest


@pytest.fixture
def quick_folder(tmp_path):
    """Give a folder in memory where there is one: hundreds of runs, each waiting for the disk, would take minutes.

    A killed process cannot tell the two apart; only a power cut could.
    """
    memory = Path("/dev/shm")  # noqa: S108 -- a fresh closed folder is made inside
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as name:
        yield Path(name)


@pytest.fixture
def plain_work(monkeypatch):
    """Work out once what touches no file; after the test each run works for itself again."""
    for module, name in (
        (stories.runs, "chosen_methods"),
        (stories.runs, "grade"),
        (stories.runs, "render_summary"),
    ):
        monkeypatch.setattr(module, name, getattr(module, name))
    monkeypatch.setattr(stories.importing, "match", stories.importing.match)
    stories.work_out_once()
