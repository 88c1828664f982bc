"""Fail or die at the first file-system step, the second, the third … until the run succeeds."""

import errno
import hashlib

import fault_story as story
import pytest

# Every message before the swap says one of these; each claims that the path holds the old bytes.
CLAIMS_OLD = ("没有改动", "没有写入")


def bytes_are_whole(path):
    content = path.read_bytes()
    assert content in {story.OLD, story.NEW}, (
        "the path holds neither the whole old nor the whole new workbook"
    )
    return content


def next_run_goes_on_by_itself(path):
    before = path.read_bytes()
    result = story.play(path)
    assert result["end"] == ("nothing to do" if before == story.NEW else "done"), result
    assert path.read_bytes() == story.NEW
    assert story.temp_files(path) == []
    statuses = story.ledger_statuses(path)
    assert statuses.count("done") == 1
    assert set(statuses) <= {"done", "failed"}
    backups = list((path.parent / ".followup" / "backups").iterdir())
    assert backups
    assert {backup.read_bytes() for backup in backups} == {story.OLD}


def tell_the_truth(result, path):
    content = bytes_are_whole(path)
    assert result["end"] != "bug", result["trace"]
    if result["end"] == "refused" and "无法确认" in result["zh"]:
        # The swap failed and the file cannot be read any more: the backup that is named must be the whole old one.
        backup = path.parent / ".followup" / "backups" / "客户跟进.20261123-091502.xlsx"
        assert str(backup) in result["zh"]
        assert backup.read_bytes() == story.OLD
        assert not any(claim in result["zh"] for claim in CLAIMS_OLD)
    elif result["end"] == "refused":
        assert any(claim in result["zh"] for claim in CLAIMS_OLD), result["zh"]
        assert content == story.OLD, result["zh"]
        assert result["code"] in {4, 6}
        assert ".followup-" not in result["zh"]
    elif result["end"] == "done":
        assert content == story.NEW


def every_step(quick_folder, code, *, lasts):
    """Give the folder's path and the result for each step, until the fault lies behind the last step."""
    step = 0
    while True:
        step += 1
        path = story.fresh(quick_folder / f"step{step}")
        result = story.play(path, at=step, code=code, lasts=lasts)
        yield step, path, result
        if result["end"] != "killed" and result["steps"] < step:
            return


def test_killed_anywhere_the_path_is_whole_and_the_next_run_goes_on(quick_folder):
    ends = []
    for _, path, result in every_step(quick_folder, None, lasts=False):
        ends.append((result["end"], bytes_are_whole(path)))
        next_run_goes_on_by_itself(path)
    assert ends[-1] == ("done", story.NEW)
    assert all(end == "killed" for end, _ in ends[:-1])
    # Once the new workbook stands, it stays: the swap is one point in time.
    contents = [content for _, content in ends]
    assert contents == sorted(contents, key=lambda content: content == story.NEW)
    assert len(ends) > 40
    assert contents.count(story.NEW) > 1


@pytest.mark.parametrize(
    ("code", "lasts"),
    [
        (errno.ENOSPC, False),
        (errno.EIO, False),
        (errno.EACCES, False),
        (errno.ENOSPC, True),
        (errno.EIO, True),
    ],
    ids=["ENOSPC once", "EIO once", "EACCES once", "ENOSPC from then on", "EIO from then on"],
)
def test_failing_anywhere_the_path_is_whole_and_the_message_true(quick_folder, code, lasts):
    texts = []
    for _, path, result in every_step(quick_folder, code, lasts=lasts):
        tell_the_truth(result, path)
        next_run_goes_on_by_itself(path)
        texts.append(result.get("zh", ""))
    refused = [text for text in texts if text]
    assert len(refused) > 15
    assert sum("无法确认" in text for text in refused) <= (
        1 if lasts else 0
    )  # only where nothing can be read any more


@pytest.mark.parametrize("code", [None, errno.EIO], ids=["killed", "EIO"])
def test_failing_again_while_recovering_from_a_failure(quick_folder, code):
    """The first run dies between swap and closing note; then the recovering run fails at each of its steps."""
    steps = [
        step
        for step, path, _ in every_step(quick_folder, None, lasts=False)
        if path.read_bytes() == story.NEW
    ]
    for second in range(1, 200):
        path = story.fresh(quick_folder / f"again{second}")
        story.play(path, at=steps[0], code=None)
        assert story.ledger_statuses(path) == ["planned"]
        result = story.play(path, at=second, code=code)
        assert bytes_are_whole(path) == story.NEW
        assert result["end"] != "bug", result.get("trace")
        next_run_goes_on_by_itself(path)
        if result["end"] != "killed" and result["steps"] < second:
            return
    pytest.fail("the recovering run never succeeded")


def test_a_change_by_others_after_a_kill_is_never_lost_nor_claimed(quick_folder):
    """Killed between announcement and swap, then edited by hand: nobody can tell, and the ledger says so."""
    for step, path, result in every_step(quick_folder, None, lasts=False):
        if result["end"] != "killed" or story.ledger_statuses(path) != ["planned"]:
            continue
        theirs = f"edited by hand after the kill at step {step}".encode()
        path.write_bytes(theirs)
        assert story.play(path)["end"] == "done"
        assert story.ledger_statuses(path) == ["done", "unknown"]
        kept = {
            hashlib.sha256(b.read_bytes()).digest()
            for b in (path.parent / ".followup/backups").iterdir()
        }
        assert hashlib.sha256(theirs).digest() in kept
        return
    pytest.fail("no step lies between announcement and closing note")
