import os
import tempfile
from pathlib import Path

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
