"""The blank workbook, read again by two readers that are not ours."""

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook

from pipeline.errors import UsageError
from pipeline.jobs.start import new_workbook as write_template
from pipeline.workbook.own_sheets.template import TEMPLATE_SHEETS, template_columns
from schemas.columns import CUSTOMERS, HARD_FACTS, PROGRAM_COLUMNS, SOFT_FACTS

LANGS = ("zh", "en")


@pytest.fixture(params=LANGS)
def blank(request, tmp_path):
    target = tmp_path / "new.xlsx"
    write_template(target, request.param)
    return request.param, target


def validation_of(page, letter):
    return next(rule for rule in page.data_validations.dataValidation if f"{letter}2" in rule.sqref)


def test_every_sheet_has_its_declared_headers_and_no_made_up_row(blank):
    lang, target = blank
    book = CalamineWorkbook.from_path(target)
    for sheet in TEMPLATE_SHEETS:
        rows = book.get_sheet_by_name(sheet.name(lang)).to_python()
        assert rows == [[column.header(lang) for column in template_columns(sheet)]]


def test_the_chinese_headers_are_the_ones_that_a_team_knows(tmp_path):
    write_template(tmp_path / "new.xlsx", "zh")
    book = CalamineWorkbook.from_path(tmp_path / "new.xlsx")
    assert book.sheet_names == ["客户", "跟进记录", "订单", "样单", "团队", "说明"]
    headers = book.get_sheet_by_name("客户").to_python()[0]
    assert headers[:4] == ["客户编号", "客户名称", "联系人", "负责人"]
    assert headers[-5:] == ["等级", "等级说明", "下次跟进", "到期说明", "完整度"]


def test_the_customer_sheet_has_all_that_the_default_method_needs():
    keys = {column.key for column in template_columns(CUSTOMERS)}
    needed = {column.key for column in CUSTOMERS.columns if column.required or column.steers}
    assert needed | set(HARD_FACTS) | set(SOFT_FACTS) | set(PROGRAM_COLUMNS) <= keys


def test_every_choice_is_a_list_of_just_those_choices(blank):
    lang, target = blank
    book = openpyxl.load_workbook(target)
    checked = 0
    for sheet in TEMPLATE_SHEETS:
        for number, column in enumerate(template_columns(sheet), start=1):
            if column.choices:
                rule = validation_of(book[sheet.name(lang)], get_column_letter(number))
                words = [choice.zh if lang == "zh" else choice.en for choice in column.choices]
                assert (rule.type, rule.formula1) == ("list", '"' + ",".join(words) + '"')
                checked += 1
    assert checked == 6  # source, potential, status, calendar of the birthday; method; outcome


def test_excel_takes_every_list_and_prompt(blank):
    # Excel calls a workbook damaged when a list is longer than 255 signs or a prompt's title longer than 32.
    for page in openpyxl.load_workbook(blank[1]).worksheets:
        for rule in page.data_validations.dataValidation:
            assert len(rule.formula1 or "") <= 257
            assert len(rule.promptTitle) <= 32
            assert len(rule.prompt) <= 255
            assert len(rule.error) <= 225


def test_sellers_are_chosen_from_the_team_sheet(tmp_path):
    write_template(tmp_path / "new.xlsx", "zh")
    book = openpyxl.load_workbook(tmp_path / "new.xlsx")
    assert validation_of(book["客户"], "D").formula1 == "'团队'!$A$2:$A$200"
    assert validation_of(book["客户"], "A").formula1 == "COUNTIF($A$2:$A$10000,A2)=1"


def test_a_date_column_takes_dates_only_and_shows_them_as_dates(tmp_path):
    write_template(tmp_path / "new.xlsx", "en")
    page = openpyxl.load_workbook(tmp_path / "new.xlsx")["Orders"]
    assert validation_of(page, "A").type == "date"
    assert page.column_dimensions["A"].number_format == "yyyy-mm-dd"


def test_each_header_explains_itself(blank):
    lang, target = blank
    book = openpyxl.load_workbook(target)
    for sheet in TEMPLATE_SHEETS:
        cells = book[sheet.name(lang)][1]
        for cell, column in zip(cells, template_columns(sheet), strict=True):
            assert cell.comment.text.startswith(column.doc.pick(lang))


def test_overdue_is_red_and_today_amber_in_the_due_column(tmp_path):
    write_template(tmp_path / "new.xlsx", "zh")
    page = openpyxl.load_workbook(tmp_path / "new.xlsx")["客户"]
    letter = next(cell.column_letter for cell in page[1] if cell.value == "下次跟进")
    rules = [rule for area in page.conditional_formatting for rule in area.rules]
    colours = {rule.formula[0]: rule.dxf.fill.bgColor.rgb[-6:] for rule in rules}
    assert colours == {
        f'AND({letter}2<>"",{letter}2<TODAY())': "FFC7CE",
        f"{letter}2=TODAY()": "FFEB9C",
    }
    assert page.freeze_panes == "C2"
    assert page.auto_filter.ref.startswith("A1:")


def test_an_existing_file_is_left_as_it_is(tmp_path):
    target = tmp_path / "ours.xlsx"
    target.write_bytes(b"two years of work")
    with pytest.raises(UsageError) as caught:
        write_template(target, "zh")
    assert target.read_bytes() == b"two years of work"
    assert "ours.xlsx" in caught.value.message("zh")


@pytest.mark.parametrize("name", ["new.xls", "new", "missing/new.xlsx"])
def test_a_name_that_cannot_work_is_refused_before_anything_is_written(tmp_path, name):
    with pytest.raises(UsageError):
        write_template(tmp_path / name, "en")
    assert list(tmp_path.iterdir()) == []


def test_the_same_template_has_the_same_bytes(tmp_path):
    write_template(tmp_path / "one.xlsx", "zh")
    write_template(tmp_path / "two.xlsx", "zh")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
