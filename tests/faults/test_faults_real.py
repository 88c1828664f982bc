"""The same story against real disks, rights, processes and signals instead of made faults."""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

import fault_story as story
import pytest

NOBODY = 65534
STORY = Path(story.__file__)
ROOT = STORY.parents[2]


@contextmanager
def mounted(folder, *options):
    """Mount something there for a while; skip where this system does not allow it."""
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("mounting needs root and the mount program")
    done = subprocess.run(
        [mount, *options, str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"mounting is not possible here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_on_a_disk_that_is_really_full_the_old_workbook_stays_until_there_is_room(tmp_path):
    ends = []
    for kilobytes in range(0, 640, 32):
        folder = tmp_path / f"free{kilobytes}"
        folder.mkdir()
        with mounted(folder, "-t", "tmpfs", "-o", f"size={128 + kilobytes}k", "tmpfs"):
            path = folder / "客户跟进.xlsx"
            path.write_bytes(story.OLD)  # 92,000 bytes: 23 pages
            result = story.play(path)
            assert result["end"] != "bug", result["trace"]
            assert path.read_bytes() == (story.NEW if result["end"] == "done" else story.OLD)
            assert story.temp_files(path) == []
            if result["end"] == "refused":
                assert result["code"] == 6
                assert "没有改动" in result["zh"]
                assert "腾出空间" in result["zh"] or "磁盘空间" in result["zh"]
            ends.append(result["end"])
    assert ends[0] == "refused"
    assert ends[-1] == "done"
    assert ends == sorted(ends, reverse=True), "more room must never be worse"


def test_on_a_read_only_disk_the_message_says_so(tmp_path):
    path = story.fresh(tmp_path / "team")
    with mounted(path.parent, "--bind", str(path.parent)):
        subprocess.run(["mount", "-o", "remount,ro,bind", str(path.parent)], check=True)
        result = story.play(path)
        assert result["end"] == "refused"
        assert "只读" in result["zh"]
        assert "原表没有改动" in result["zh"]
    assert path.read_bytes() == story.OLD


@pytest.fixture
def open_folder():
    """Give a folder that an unprivileged user can reach (pytest's own is closed to others)."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        with suppress(FileNotFoundError):
            (folder / "team").chmod(0o755)


def as_nobody(path):
    """Play the story without the rights of root."""

    def work():
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        return story.outcome(path, story.Faults(str(path), 0, None))

    return story.in_child(work)


def test_in_a_folder_without_write_permission_the_message_says_so(open_folder):
    path = story.fresh(open_folder / "team")
    path.parent.chmod(0o555)
    result = as_nobody(path)
    assert result["end"] == "refused"
    assert result["code"] == 6
    assert "没有写入权限" in result["zh"]
    assert "原表没有改动" in result["zh"]
    assert path.read_bytes() == story.OLD
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can prepare a file of somebody else")
def test_a_workbook_that_only_others_may_write_is_refused_though_the_folder_would_allow_it(
    open_folder,
):
    path = story.fresh(open_folder / "team")
    path.parent.chmod(0o777)
    path.chmod(0o644)
    result = as_nobody(path)
    assert result["end"] == "refused"
    assert "没有写入权限" in result["zh"]
    assert path.read_bytes() == story.OLD
    path.parent.chmod(0o755)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can prepare a file of somebody else")
def test_a_colleagues_workbook_that_all_may_write_is_written_and_stays_writable_for_all(
    open_folder,
):
    path = story.fresh(open_folder / "team")
    path.parent.chmod(0o777)
    path.chmod(0o666)
    assert as_nobody(path)["end"] == "done"
    assert path.read_bytes() == story.NEW
    assert path.stat().st_mode & 0o777 == 0o666


def test_of_two_runs_at_once_exactly_one_writes(tmp_path):
    path = story.fresh(tmp_path / "team")
    started, told = os.pipe()
    waiting, ended = os.pipe()

    class Slow(story.Faults):
        """Hold the lock in the middle of writing until the second run has ended."""

        def write(self, target, content):
            os.write(told, b".")
            os.read(waiting, 1)
            super().write(target, content)

    first = os.fork()
    if first == 0:
        result = story.outcome(path, Slow(str(path.parent), 0, None))
        os._exit(0 if result["end"] == "done" else 1)
    assert os.read(started, 1) == b"."
    second = story.play(path)
    os.write(ended, b".")
    _, status = os.waitpid(first, 0)
    for descriptor in (started, told, waiting, ended):
        os.close(descriptor)
    assert (second["end"], second["code"]) == ("refused", 4)
    assert f"pid {first}" in second["zh"]
    assert os.waitstatus_to_exitcode(status) == 0
    assert path.read_bytes() == story.NEW
    assert story.ledger_statuses(path) == ["done"]


def test_many_runs_started_together_write_once(tmp_path):
    path = story.fresh(tmp_path / "team")
    command = [sys.executable, str(STORY), str(path)]
    runs = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment())
        for _ in range(6)
    ]
    ends = [story.json.loads(run.communicate()[0])["end"] for run in runs]
    assert ends.count("done") == 1
    assert set(ends) <= {"done", "refused", "nothing to do"}
    assert path.read_bytes() == story.NEW
    assert story.ledger_statuses(path) == ["done"]


def environment():
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
@pytest.mark.parametrize(
    ("call", "fault", "stride"),
    [
        ("fsync", "signal=KILL", 1),
        ("fdatasync", "signal=KILL", 1),
        ("rename", "signal=KILL", 1),
        ("unlink", "signal=KILL", 1),
        ("pwrite64", "signal=KILL", 5),  # SQLite writes page by page: some of them stand for all
        ("pwrite64", "error=ENOSPC", 5),
        ("fdatasync", "error=EIO", 3),
        ("pread64", "error=EIO", 3),  # SQLite's reads, also those after the swap
    ],
)
def test_struck_by_the_system_at_the_calls_of_program_and_sqlite(quick_folder, call, fault, stride):
    """The n-th such call kills or fails, those inside SQLite's commits included."""
    for number in range(1, 99, stride):
        path = story.fresh(quick_folder / f"n{number}")
        result = traced(path, quick_folder / "trace", call, f"{fault}:when={number}")
        content = path.read_bytes()
        assert content in {story.OLD, story.NEW}
        if result is not None:
            assert result["end"] in {"done", "refused"}, result
            assert content == (story.NEW if result["end"] == "done" else story.OLD), result
        assert story.play(path)["end"] == ("done" if content == story.OLD else "nothing to do")
        assert path.read_bytes() == story.NEW
        assert story.temp_files(path) == []
        assert story.ledger_statuses(path).count("done") == 1
        if not struck(quick_folder / "trace"):
            assert number > 1, "no such call was made: the fault never struck"
            return
    pytest.fail("the run never went by without a fault")


def traced(path, log, call, fault):
    """Play the story under strace with one fault; give what it printed, None if it was killed."""
    strace = [
        "strace",
        "-f",
        "-qq",
        "-o",
        str(log),
        "-e",
        f"trace={call}",
        "-e",
        f"inject={call}:{fault}",
    ]
    command = [*strace, sys.executable, str(STORY), str(path)]
    child = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment()
    )
    if "ptrace" in child.stderr:
        pytest.skip("tracing is not allowed here")
    return story.json.loads(child.stdout) if child.returncode == 0 else None


def struck(log):
    content = log.read_text(errors="replace")
    return "INJECTED" in content or "killed by SIGKILL" in content
