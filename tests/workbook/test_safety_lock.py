import signal
import subprocess
import sys
import time

import pytest

from pipeline.errors import WorkbookBusyError
from pipeline.workbook.safety.safety import state_folder, sweep, workbook_lock

HOLDER = """
import sys, time
from pathlib import Path
from pipeline.workbook.safety.safety import workbook_lock
with workbook_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "客户跟进.xlsx"
    path.write_bytes(b"whole")
    return path


@pytest.fixture
def holder(workbook):
    child = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(workbook)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout.readline() == "held\n"
    yield child
    child.kill()
    child.communicate()


def test_a_second_run_is_refused_and_told_who_holds_the_workbook(workbook, holder):
    with pytest.raises(WorkbookBusyError) as refused, workbook_lock(workbook):
        pass
    assert f"pid {holder.pid}" in refused.value.message("zh")
    assert "等它结束后重新运行" in refused.value.message("zh")


def test_the_lock_of_a_killed_run_does_not_block_the_next(workbook, holder):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    started = time.monotonic()
    with workbook_lock(workbook):
        assert time.monotonic() - started < 1


def test_the_lock_is_per_workbook(workbook, holder):
    other = workbook.with_name("供应商.xlsx")
    other.write_bytes(b"x")
    with workbook_lock(other):
        assert holder.poll() is None


def test_a_link_and_its_target_share_one_lock(workbook, holder, tmp_path):
    link = tmp_path / "link.xlsx"
    link.symlink_to(workbook)
    with pytest.raises(WorkbookBusyError, match=f"pid {holder.pid}"), workbook_lock(link):
        pass


def test_after_a_run_the_workbook_is_free_again(workbook):
    for _ in range(2):
        with workbook_lock(workbook):
            pass
    assert {entry.name for entry in workbook.parent.iterdir()} == {".followup", workbook.name}


def test_taking_the_lock_sweeps_only_this_workbooks_left_overs(workbook):
    with workbook_lock(workbook):
        pass
    tag = next(entry.stem for entry in state_folder(workbook).iterdir() if entry.suffix == ".lock")
    backups = state_folder(workbook) / "backups"
    backups.mkdir()
    ours = [workbook.with_name(f".followup-{tag}-abc.xlsx"), backups / f".followup-{tag}-def.xlsx"]
    others = [
        workbook.with_name(".followup-0123456789ab-abc.xlsx"),
        workbook.with_name("客户跟进 副本.xlsx"),
    ]
    for path in ours + others:
        path.write_bytes(b"half")
    with workbook_lock(workbook):
        assert not any(path.exists() for path in ours)
    assert all(path.exists() for path in others)
    assert workbook.read_bytes() == b"whole"
    assert sweep(workbook) == []


def test_git_leaves_the_state_folder_alone(workbook):
    assert (state_folder(workbook) / ".gitignore").read_text() == "*\n"
