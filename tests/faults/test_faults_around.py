"""What else goes on around a command: people who save the workbook, second runs, sync clients, clocks, passwords."""

import datetime as dt
import subprocess
import sys

import command_stories as stories
import openpyxl
import pytest
import verdict
from every_call import EveryCall
from fault_story import ledger_statuses
from test_faults_real import ROOT, environment

from pipeline.importing.files.sources import Overrides
from pipeline.jobs import imports as importing
from pipeline.jobs import undo as past
from pipeline.jobs import weekly as runs
from pipeline.jobs.results import Request
from pipeline.workbook.file.passwords import decrypted, encrypted

SECRET = "Sesame-1"  # noqa: S105 -- made up
NOTE = "手写"


def note_by_hand(path):
    """Do what people do: write a word into a cell beside the table, and save."""
    book = openpyxl.load_workbook(path)
    book["客户"]["A1"] = NOTE
    book.save(path)


def sheet_of(path, name="客户"):
    return [list(row) for row in openpyxl.load_workbook(path)[name].iter_rows(values_only=True)]


class SavedMeanwhile(EveryCall):
    """At one step somebody saves the workbook, as Excel does: a new file in the place of the old one."""

    path = theirs = None

    def step(self, name):  # noqa: ARG002 -- whatever the step is
        self.steps += 1
        if self.steps == self.at:
            temp = self.path.with_name("saving.tmp")
            with temp.open("wb") as file:
                file.write(self.theirs)
            temp.replace(self.path)


@pytest.mark.usefixtures("plain_work")
def test_what_people_save_while_a_command_works_is_kept(quick_folder):
    scene = stories.scene("undo", quick_folder / "scene")
    edited = scene.fresh(quick_folder / "theirs")
    note_by_hand(edited)
    theirs = edited.read_bytes()
    lost, ends, at = 0, set(), 1
    while True:
        path = scene.fresh(quick_folder / f"saved{at}")
        faults = SavedMeanwhile(str(path.parent), at, None)
        faults.path, faults.theirs = path, theirs
        result = stories.play(path, scene.story, faults=faults)
        ends.add(result["end"])
        assert result["end"] != "bug", result["trace"]
        if result["end"] == "refused":
            assert path.read_bytes() == theirs
            assert result["code"] == 4
            assert "别人的改动都在" in result["zh"]
        elif result["steps"] >= at:
            lost += sheet_of(path)[0][0] != NOTE
        else:
            break
        at += 2
    assert ends == {"done", "refused"}
    assert lost <= 1  # between the last look and the rename itself nobody can look


def killed_around_the_swap(scene, folder):
    """Kill the command at its last step before the (first) swap, and at the next one; give both workbooks."""

    def killed(at):
        path = scene.fresh(folder / f"killed{at}")
        assert stories.play(path, scene.story, at=at, code=None)["end"] == "killed"
        return path

    before, after = 1, stories.play(scene.fresh(folder / "whole"), scene.story)["steps"]
    found = {before: killed(before), after: killed(after)}
    while after - before > 1:
        middle = (before + after) // 2
        found[middle] = killed(middle)
        if found[middle].read_bytes() == scene.states[0]:
            before = middle
        else:
            after = middle
    for at in (before, after):
        assert ledger_statuses(found[at])[0] == "planned"
    return found[before], found[after]


@pytest.mark.usefixtures("plain_work")
def test_an_import_that_died_and_a_save_by_hand_lose_no_row_and_double_none(quick_folder):
    scene = stories.scene("import", quick_folder / "scene")
    for path, told in zip(
        killed_around_the_swap(scene, quick_folder), ("failed", "done"), strict=True
    ):
        note_by_hand(path)
        scene.story.command(path)
        rows = sheet_of(path)
        assert rows[0][0] == NOTE
        assert [row[:2] for row in rows[2:]] == [
            ["K0001", "上海金桥贸易有限公司"],
            ["K0002", "宁波锦帆进出口有限公司"],
            ["K0003", "深圳海纳国际贸易有限公司"],
            ["K0004", "苏州润泽家居用品有限公司"],
        ]
        assert rows[3][5] == "llj@jinfan.example"
        assert [row[0] for row in sheet_of(path, "待复核")[2:]] == ["R1-1"]
        assert len(sheet_of(path, "隔离")[2:]) == 1
        assert ledger_statuses(path)[-1] == told


@pytest.mark.usefixtures("plain_work")
def test_answers_whose_run_died_before_a_save_by_hand_are_obeyed_once(quick_folder):
    scene = stories.scene("answers", quick_folder / "scene")
    for path in killed_around_the_swap(scene, quick_folder):
        note_by_hand(path)
        scene.story.command(path)
        people = [row[2] for row in sheet_of(path)[2:]]
        assert people == ["张建国", "刘丽娟", "郭晓峰", "陈国栋", "刘总"]
        assert "planned" not in ledger_statuses(path)


def test_runs_and_an_import_started_together_go_one_after_the_other_or_say_who_is_at_work(tmp_path):
    scene = stories.scene("import", tmp_path / "scene")
    path = scene.fresh(tmp_path / "team")
    day = ["--as-of", stories.DAY.isoformat(), "--lang", "zh"]
    listed = ["import", path, path.with_name(stories.LIST), "--no-input", *day]
    commands = [["run", path, *day], listed]
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "pipeline", *map(str, command)],
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for command in commands
    ]
    said = [(process.communicate()[1], process.returncode) for process in started]
    assert {code for _, code in said} <= {0, 1, 4}, said
    assert any(code != 4 for _, code in said)
    assert all("另一次运行正在处理这份表" in text for text, code in said if code == 4)
    assert set(ledger_statuses(path)) == {"done"}
    subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, listed)],
        cwd=ROOT,
        env=environment(),
        check=False,
        capture_output=True,
    )
    assert [row[0] for row in sheet_of(path)[2:]] == ["K0001", "K0002", "K0003", "K0004"]
    assert verdict.temps(path) == []


@pytest.mark.parametrize(
    "copy",
    [
        "客户跟进(冲突文件-王芳-20261122).xlsx",
        "客户跟进 (王芳's conflicted copy 2026-11-22).xlsx",
        "客户跟进-safeBackup-0001.xlsx",
        "客户跟进.sync-conflict-20261122-091502-ABCDEFG.xlsx",
        "客户跟进-DESKTOP-1A2B3C4.xlsx",
    ],
)
@pytest.mark.usefixtures("plain_work")
def test_a_copy_that_a_sync_client_left_is_named_and_left_alone(copy, quick_folder):
    scene = stories.scene("import", quick_folder / "scene")
    path = scene.fresh(quick_folder / "team")
    beside = path.with_name(copy)
    beside.write_bytes(b"theirs")
    path.with_name("客户跟进 备份.xlsx").write_bytes(b"a plain copy is nobody's conflict")
    for notes in (scene.story.command(path).view.notes, stories.STORIES["run"].command(path).notes):
        assert [copy in note.zh for note in notes].count(True) == 1
    assert beside.read_bytes() == b"theirs"


@pytest.mark.usefixtures("plain_work")
def test_with_a_clock_set_back_the_last_run_is_still_the_last_one(quick_folder):
    path = stories.scene("run", quick_folder / "scene").fresh(quick_folder / "team")
    (path.parent / "followup.toml").write_text("keep_backups = 2\n", encoding="utf-8")
    states = [path.read_bytes()]
    for years in (4, 3, 0):  # the clock stood years ahead, then somebody set it right
        now = stories.NOW.replace(year=stories.NOW.year + years)
        runs.run(Request(path, now.date()), now, None, lambda *_: None)
        states.append(path.read_bytes())
    assert [run.started.year for run in past.history(path)] == [2026, 2029, 2030]
    assert verdict.backups(path) == {
        states[1],
        states[2],
    }  # the newest two, by what happened, not by their names
    for before in (states[2], states[1]):
        past.undo(path, None, stories.NOW - dt.timedelta(days=400), None, dry_run=False)
        assert path.read_bytes() == before


@pytest.mark.usefixtures("plain_work")
def test_a_killed_import_into_a_locked_workbook_leaves_it_locked_and_nothing_open(
    quick_folder, monkeypatch
):
    monkeypatch.setenv("FOLLOWUP_PASSWORD", SECRET)
    scene = stories.scene("import", quick_folder / "scene")
    locked = encrypted(scene.states[0], SECRET)
    steps = stories.play(scene.fresh(quick_folder / "whole"), scene.story)["steps"]
    for at in range(60, steps, 45):
        path = scene.fresh(quick_folder / f"killed{at}")
        path.write_bytes(locked)
        assert stories.play(path, scene.story, at=at, code=None)["end"] == "killed"
        assert decrypted(path.read_bytes(), SECRET) in scene.states
        assert not [
            file
            for file in path.parent.rglob("*")
            if file.is_file() and file.read_bytes().startswith(b"PK")
        ]
        importing.import_lists(
            importing.ImportRequest(
                Request(path, stories.DAY), [path.with_name(stories.LIST)], Overrides()
            ),
            stories.NOW,
            None,
            lambda *_: {},
            lambda *_: None,
        )
        assert decrypted(path.read_bytes(), SECRET) == scene.states[-1]
        assert verdict.temps(path) == []
