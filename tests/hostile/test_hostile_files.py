"""Each hostile file ends with one message and exit code 3, or does no harm; within 20 seconds of CPU and 1 GiB."""

import json
import os
import resource
import sys

import pytest
from click.testing import CliRunner
from hostile_files import HARMLESS, READABLE, REFUSED

from pipeline.cli import main

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="limits of a child process are measured on Linux"
)

CPU_SECONDS = 20
MEMORY = 1 << 30


def run_limited(path, command="run"):
    """Run the command in a forked child under limits; give exit code, both outputs, CPU seconds and peak bytes."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (_mapped() + MEMORY,) * 2)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        before = resource.getrusage(resource.RUSAGE_SELF)
        done = CliRunner().invoke(main, [command, str(path), "--as-of", "2026-11-23"])
        used = resource.getrusage(resource.RUSAGE_SELF)
        bug = repr(done.exception) if not isinstance(done.exception, SystemExit | None) else ""
        cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
        os.write(
            writing,
            json.dumps([done.exit_code, done.stderr, bug, cpu, used.ru_maxrss << 10]).encode(),
        )
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)
    assert answer, f"the process died: status {os.waitstatus_to_exitcode(status)}"
    code, stderr, bug, cpu, peak = json.loads(answer)
    assert not bug, bug
    assert cpu <= CPU_SECONDS, f"{cpu:.1f} s"
    if os.environ.get("FOLLOWUP_MEASURE"):
        print(f"MEASURED {cpu:5.1f} s {peak >> 20:5} MB {code} {stderr.strip()[:90]}")
    assert peak <= MEMORY, f"{peak >> 20} MB"
    return code, stderr


def _mapped():
    with open("/proc/self/statm") as file:  # noqa: PTH123 -- a file of the kernel
        return int(file.read().split()[0]) * resource.getpagesize()


@pytest.fixture(scope="module", autouse=True)
def _warm(tmp_path_factory):
    """Import all that a run needs before the first child is forked."""
    path = tmp_path_factory.mktemp("warm") / "客户.xlsx"
    path.write_bytes(HARMLESS["nothing wrong"]())
    assert CliRunner().invoke(main, ["run", str(path), "--as-of", "2026-11-23"]).exit_code == 0


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_workbook_is_refused_in_one_line(tmp_path, name):
    path = tmp_path / "客户.xlsx"
    content = REFUSED[name]()
    path.write_bytes(content)
    code, stderr = run_limited(path)
    assert code == 3, stderr
    assert len(stderr.strip().splitlines()) == 1
    assert "客户.xlsx" in stderr
    assert path.read_bytes() == content
    assert [
        p.name
        for p in tmp_path.rglob("*")
        if p.is_file() and p != path and ".followup" not in str(p)
    ] == []


@pytest.mark.parametrize("name", HARMLESS)
def test_what_only_looks_hostile_does_no_harm(tmp_path, name):
    path = tmp_path / "客户.xlsx"
    path.write_bytes(HARMLESS[name]())
    code, stderr = run_limited(path)
    assert code in {0, 1}, stderr
    code, stderr = run_limited(path)
    assert code in {0, 1}, stderr


@pytest.mark.parametrize("name", READABLE)
def test_what_the_cell_reader_cannot_follow_is_kept_from_it(tmp_path, name):
    path = tmp_path / "客户.xlsx"
    path.write_bytes(READABLE[name]())
    code, stderr = run_limited(path, "check")
    assert code in {0, 1}, stderr
