"""A column declares all of itself: what is said here once is followed by every command."""

import ast
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import get_column_letter

from pipeline.jobs import week
from pipeline.understanding.columns import header_scores
from pipeline.workbook.own_sheets.template import template_bytes
from reports.figures import slices
from schemas.columns import CUSTOMERS
from schemas.columns.model import Column, Spot
from schemas.privacy import mask_wechat
from schemas.texts import Text

ROOT = Path(__file__).parents[2]
PAGER = Column(
    "pager",
    "呼机",
    "Pager",
    "text",
    Text("呼机号", "pager id"),
    "呼机号|Beeper",
    width=21,
    telling=True,
    mask=mask_wechat,
    fact="hard",
    shown=(Spot("due", 2, 15), Spot("touches", 9, 15), Spot("card", 2), Spot("handover", 9, 15)),
)
SCORE = Column(
    "score",
    "热度",
    "Score",
    "number",
    Text("按跟进算出的热度", "worked out from the touches"),
    width=9,
    written=True,
)
ID = "cat_2026_x"


@pytest.fixture
def declare():
    """Declare more columns of the customer sheet, as a change of the program would."""
    before = CUSTOMERS.columns

    def put(*columns):
        object.__setattr__(CUSTOMERS, "columns", (*columns, *before))
        header_scores._known.cache_clear()

    yield put
    put()


@pytest.fixture
def paged_file(declare, team_file):
    """Say of K2 by which pager it is reached."""
    declare(PAGER)
    book = openpyxl.load_workbook(team_file)
    sheet = book["客户"]
    sheet["F2"], sheet["F4"] = "呼机号", ID
    sheet["E6"] = None  # the file's bad date
    book.save(team_file)
    return team_file


def cells(path, sheet="客户"):
    return [list(row) for row in openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)]


def test_it_is_shown_where_it_says(followup, paged_file):
    assert followup("run", paged_file).exit_code == 0
    for name in ("本周跟进", "触达日历"):
        sheet = openpyxl.load_workbook(paged_file)[name]
        headers = [cell.value for cell in sheet[2]]
        width = sheet.column_dimensions[get_column_letter(headers.index("呼机") + 1)].width
        assert width == 15
    assert ID in str(cells(paged_file, "本周跟进"))
    due = [cell.value for cell in openpyxl.load_workbook(paged_file)["本周跟进"][2]]
    assert due.index("电话") < due.index("呼机") < due.index("方便时段")


def test_it_is_masked_for_others(declare):
    frame = pd.DataFrame({"pager": [ID], "city": [ID]})
    assert slices._masked_columns(frame)["pager"].tolist() == [ID]
    declare(PAGER)
    masked = slices._masked_columns(frame)
    assert masked["pager"].tolist() == [mask_wechat(ID)]
    assert masked["city"].tolist() == [ID]


def test_it_is_erased_with_the_person(followup, paged_file):
    followup("run", paged_file)
    assert ID in str(cells(paged_file, "本周跟进"))
    done = followup("erase", paged_file, "K2", "--yes")
    assert done.exit_code in (0, 1), done.output
    assert ID not in str(cells(paged_file)) + str(cells(paged_file, "本周跟进"))


def test_it_is_imported_under_any_of_its_headers(followup, paged_file, tmp_path):
    old = tmp_path / "old.csv"
    old.write_text("公司名称,手机,Beeper\n戊公司,13912345699,dog_7\n", encoding="utf-8")
    done = followup("import", paged_file, old, "--no-input")
    assert done.exit_code == 0, done.output
    assert "dog_7" in cells(paged_file)[-1]


def test_it_is_offered_in_its_width(declare, tmp_path):
    declare(PAGER)
    path = tmp_path / "new.xlsx"
    path.write_bytes(template_bytes("zh"))
    sheet = openpyxl.load_workbook(path)["客户"]
    at = next(cell.column_letter for cell in sheet[1] if cell.value == "呼机")
    assert sheet.column_dimensions[at].width == 21


def test_a_written_column_that_nothing_fills_is_not_added(declare, followup, team_file):
    declare(SCORE)
    assert followup("run", team_file).exit_code == 1
    assert "热度" not in cells(team_file)[1]


def test_a_written_column_needs_a_value_and_its_declaration(
    declare, followup, team_file, monkeypatch
):
    told = week.in_words
    monkeypatch.setattr(week, "in_words", lambda *rest: told(*rest).assign(score=3.5))
    declare(SCORE)
    assert followup("run", team_file).exit_code == 1
    headers = cells(team_file)[1]
    assert cells(team_file)[2][headers.index("热度")] == 3.5
    sheet = openpyxl.load_workbook(team_file)["客户"]
    assert sheet.column_dimensions[get_column_letter(headers.index("热度") + 1)].width == 9


def test_what_is_kept_tells_nobody():
    kept = [column for column in CUSTOMERS.columns if column.kept and column.key != "name"]
    assert not [column.key for column in kept if column.telling or column.mask]


LISTS = {
    ("pipeline/jobs/imports.py", "identity of an erased person, as the ledger has it"),
    ("pipeline/plan/emptying.py", "identity of an erased person, as the ledger has it"),
    ("pipeline/rules/messages.py", "ways to send a text"),
    ("pipeline/rules/tasks_people.py", "what makes two introduced persons one"),
    ("pipeline/rules/remarks.py", "where a WeChat remark may stand"),
    ("pipeline/importing/files/remark_lists.py", "parts of a WeChat remark"),
    ("pipeline/importing/desk/customer_rows.py", "by what a row without a number is called"),
    ("pipeline/understanding/same_customer.py", "what belongs to a contact, not to the company"),
    ("schemas/imports.py", "fields of a record that is compared, which are no columns"),
    ("pipeline/importing/model.py", "fields of a record that is compared"),
    ("pipeline/importing/people/records.py", "fields of a record that is compared"),
    ("pipeline/importing/people/deciding.py", "fields of a record that is compared"),
    ("pipeline/importing/people/attributes.py", "fields of a record that is compared"),
    ("pipeline/understanding/columns/spellings.py", "headers understood in imports only"),
    ("pipeline/understanding/columns/profiles.py", "looks, not keys"),
    ("pipeline/understanding/columns/mapping.py", "of which people have several"),
    ("pipeline/understanding/cells/columns.py", "forms, not keys"),
}
"""Files in which the ways to reach a person stand side by side, and why."""


def test_no_list_of_personal_columns_stands_beside_the_declarations():
    personal = {c.key for c in CUSTOMERS.columns if c.mask or c.telling} - {"name"}
    found = {
        path.relative_to(ROOT).as_posix()
        for room in ("pipeline", "schemas", "reports")
        for path in (ROOT / room).rglob("*.py")
        if path.parent.name != "columns" or room != "schemas"
        for texts in literal_lists(path)
        if len(personal & texts) > 1
    }
    assert found == {file for file, _ in LISTS}


def literal_lists(path):
    """Give the texts of each list, set, or mapping's keys that a module spells out."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, (ast.Tuple, ast.List, ast.Set, ast.Dict)):
            parts = node.keys if isinstance(node, ast.Dict) else node.elts
            yield {part.value for part in parts if isinstance(part, ast.Constant)}
