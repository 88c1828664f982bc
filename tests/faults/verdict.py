"""What must hold after a fault, and after the next run: whole files, true words, nothing left behind, all taken back."""

import contextlib

from command_stories import NOW, beside
from fault_story import ledger_statuses, temp_files

from pipeline.errors import UsageError
from pipeline.jobs import undo as past

# Before the swap each message says one of these; after it, one of those; where nobody can tell, that the backup is whole.
SAYS_OLD = ("没有改动", "没有写入", "没有受影响", "读不了", "没有这个文件")
SAYS_NEW = ("已经完成", "已写入工作簿")
NOTHING_LEFT = "没有可以撤销的运行"
SAYS_UNKNOWN = "无法确认"
TEMP = ".followup-"


def after_the_fault(scene, path, result, *, start=0, untidy=False):
    """Hold what the fault left against what may be.

    Takes:   start: how many swaps had taken place before · untidy: nothing could be tidied up, or a dead run before left it.
    Returns: how many swaps have taken place now.
    """
    content = path.read_bytes()
    assert content in scene.states, "the path holds no whole workbook"
    swaps = scene.states.index(content)
    assert result["end"] != "bug", result["trace"]
    if swaps:
        assert set(scene.states[:swaps]) <= backups(path), (
            "the workbook was swapped without a whole backup"
        )
    if result["end"] == "done":
        assert swaps == scene.story.swaps
    if result["end"] == "refused":
        _is_true(scene, path, result, start, swaps)
        assert untidy or not temps(path), "a run that could tidy up left a temp file"
    for place, found in beside(path).items():
        name = place.rsplit("/", 1)[-1]
        empty = name == ".gitignore" and not found  # filled by the next run
        assert name.startswith(TEMP) or empty or found in scene.beside[place], (
            f"{place} is half-written"
        )
    return swaps


def _is_true(scene, path, result, start, swaps):
    text = result["zh"]
    if SAYS_UNKNOWN in text:
        assert any(str(backup) in text for backup in (path.parent / ".followup/backups").iterdir())
        assert scene.states[0] in backups(path)
        return
    if NOTHING_LEFT in text:
        assert start == scene.story.swaps, text
        return
    says_new = any(word in text for word in SAYS_NEW)
    if swaps > start:
        assert says_new, text
    elif says_new:
        assert swaps == scene.story.swaps, text  # an earlier run had done it
    assert says_new or any(word in text for word in SAYS_OLD), text
    assert TEMP not in text
    assert result["code"] in {3, 4, 5, 6}


def after_the_next_run(scene, path):
    """Run again without a fault: everything is done, once, and nothing is left behind."""
    with contextlib.suppress(
        UsageError
    ):  # an undo that had been done has nothing left to take back
        scene.story.command(path)
    assert path.read_bytes() == scene.states[-1]
    assert not temps(path), temps(path)
    statuses = [status for status in ledger_statuses(path) if status != "failed"]
    assert sorted(statuses) == scene.statuses, statuses
    for place, found in beside(path).items():
        assert found in scene.beside[place], f"{place} is half-written"


def after_undo(scene, path):
    """Take everything back: the old bytes stand again."""
    if not scene.story.undoable:
        return
    for _ in range(scene.story.swaps):
        past.undo(path, None, NOW, None, dry_run=False)
    assert path.read_bytes() == scene.states[0]


def backups(path):
    """Give the contents of the backups."""
    return {
        backup.read_bytes()
        for backup in (path.parent / ".followup/backups").iterdir()
        if not backup.name.startswith(TEMP)
    }


def temps(path):
    """Give what a dead run may leave, in every folder."""
    return temp_files(path)
