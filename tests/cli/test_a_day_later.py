"""A run a day later, inside the same week, with nothing new: it finds everything as it left it."""

import openpyxl
import pytest

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")


def rows(path, sheet):
    """Give the rows of a sheet as sets of texts, without their order."""
    page = openpyxl.load_workbook(path, read_only=True)[sheet]
    return {tuple(map(str, line)) for line in page.iter_rows(values_only=True)}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_day_later_with_nothing_new_the_workbook_is_the_same_bytes(followup, sample, lang):
    path = sample(lang)
    followup("run", path, as_of="2026-11-25")
    on_wednesday = path.read_bytes()
    followup("run", path, as_of="2026-11-26")
    assert path.read_bytes() == on_wednesday


def test_what_is_new_on_a_day_is_told_and_nothing_else_moves(followup, sample):
    path = sample("zh")
    followup("run", path, as_of="2026-11-24")
    book = openpyxl.load_workbook(path, read_only=True)
    before = {name: rows(path, name) for name in book.sheetnames}
    followup("run", path, as_of="2026-11-25")
    after = {name: rows(path, name) for name in book.sheetnames}
    # A snooze ends on Wednesday: a task of its own, in the list of the week alone.
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"本周跟进", "_followup"}  # and what is remembered of it
    (told,) = after["本周跟进"] - before["本周跟进"]
    assert "暂缓至 2026-11-25 已到期，恢复正常跟进" in told
    assert before["本周跟进"] < after["本周跟进"]


def test_customers_who_were_never_contacted_keep_the_day_that_was_planned(followup, tmp_path):
    path = tmp_path / "客户.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "客户"
    book.active.append(["客户编号", "客户名称", "负责人", "潜力"])
    for number in range(200):  # 480 minutes a day are 24 customers of 20 minutes
        book.active.append([f"K{number}", f"客户{number}", "王芳", "重潜"])
    book.save(path)
    followup("run", path, as_of="2026-11-24")
    on_tuesday = path.read_bytes()
    followup("run", path, as_of="2026-11-25")
    assert path.read_bytes() == on_tuesday
