"""The blank workbook for a team that starts from nothing; all of it comes from the column declarations."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from schemas.columns import (
    CONTACTS,
    CUSTOMERS,
    ORDERS,
    PROFILE_COLUMNS,
    SAMPLES,
    TEAM,
    Column,
    Kind,
    Sheet,
)
from schemas.texts import Lang, Text

TEMPLATE_SHEETS: Final = (
    CUSTOMERS,
    CONTACTS,
    ORDERS,
    SAMPLES,
    TEAM,
)  # what the default method needs
LAST_ROW: Final = (
    10_000  # validations and colours reach this far; beyond it a team copies the format down
)
Contents = Sequence[tuple[Sheet, Sequence[Column]]]
"""The sheets of a workbook to be made, each with the columns that it gets."""
_MADE: Final = dt.datetime(2026, 1, 1)  # noqa: DTZ001 -- a fixed day, so that the same template has the same bytes
_HOW: Final[dict[Kind, Text]] = {
    "id": Text("填编号,不要重复", "an id"),
    "text": Text("填文字", "text"),
    "prose": Text("填文字,标点照原样保留", "text, punctuation is kept"),
    "date": Text("填日期,如 2026-11-23", "a date, such as 2026-11-23"),
    "birthday": Text(
        "如 1985-08-16、8月16日、农历八月十五", "such as 1985-08-16, or 08-16 without the year"
    ),
    "number": Text("填数字", "a number"),
    "money": Text("填金额,不带单位", "an amount without a unit"),
    "yes_no": Text("填 是 或 否;空白=不清楚", "yes or no; blank = unknown"),
    "choice": Text("从下拉列表里选", "choose from the list"),
    "period": Text("如 30、2周、5个月", "such as 30, 2 weeks, 5 months"),
    "phone": Text("手机或座机,可带区号", "a number, with country code if abroad"),
    "days_off": Text("如 周日;或 2026-12-24", "such as Sunday; or 2026-12-24"),
}
_WRITTEN: Final = Text("由程序填写,请勿手工修改", "filled by the program, please do not edit")
_REQUIRED: Final = Text("必填列", "needed column")
_GUIDE: Final = Text("说明", "Guide")
_GUIDE_HEADERS: Final = (
    Text("工作表", "Sheet"),
    Text("列", "Column"),
    Text("是什么", "What it is"),
    Text("怎么填", "How to fill it in"),
    Text("谁来填", "Who fills it in"),
)
_BY_TEAM, _BY_PROGRAM = Text("团队", "the team"), Text("程序", "the program")
_GUIDE_LINES: Final = (
    Text("客户跟进管理表:填写说明", "Follow-up workbook: how to fill it in"),
    Text(
        "先在「团队」登记业务员,再在「客户」一行登记一位客户;每跟进一次,就在「跟进记录」加一行。",
        "List the sellers in Team, then one customer a row in Customers; add one row to Contact log for every touch.",
    ),
    Text(
        "每周运行一次 followup run:等级、下次跟进和原因会填进「客户」右端的浅绿色列。自己加的列和表,程序不会动。",
        "Run `followup run` once a week: it fills the green columns on the right of Customers and leaves your own alone.",
    ),
)
_BAD_VALUE: Final = Text("请核对", "Please check")

_NUMBER_FORMATS: Final[dict[Kind, str]] = {
    "id": "@",
    "phone": "@",
    "date": "yyyy-mm-dd",
    "money": "#,##0.00",
}
_PLAIN, _PROFILE_TINT, _PROGRAM_TINT = "1F4E78", "7F6000", "375623"
_PROGRAM_FILL: Final = PatternFill("solid", fgColor="E2EFDA")
_OVERDUE: Final = PatternFill("solid", bgColor="FFC7CE")
_TODAY: Final = PatternFill("solid", bgColor="FFEB9C")
_EDGE: Final = Side(style="thin", color="BFBFBF")


@dataclass(frozen=True, slots=True)
class Blank:
    """What a workbook to be made holds."""

    contents: Contents
    """Its sheets, in order, each with its columns."""
    rows: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    """Sheet key → rows that stand there from the start, as column key → text."""


def template_bytes(lang: Lang, blank: Blank | None = None) -> bytes:
    """Draw a blank follow-up workbook: headers, hints, lists and colours, but no made-up row.

    Takes:   the language of sheets and headers; what it holds, where that is not what the default method needs.
    Returns: the file; the same language and contents always give the same bytes.
    Source:  methods.md §9.
    """
    default = Blank([(sheet, template_columns(sheet)) for sheet in TEMPLATE_SHEETS])
    return fixed_bytes(_workbook(lang, blank or default))


def template_columns(sheet: Sheet) -> tuple[Column, ...]:
    """Give the columns of a sheet in the order of the template, the program's last.

    Takes:   one of TEMPLATE_SHEETS.
    Returns: all its columns; of the customer sheet only those of the default method, then the profile.
    Raises:  nothing.
    Source:  methods.md §9.
    """
    return tuple(column for column in sheet.columns if column.offered and not column.method)


def _workbook(lang: Lang, blank: Blank) -> Workbook:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for sheet, columns in blank.contents:
        page = workbook.create_sheet(sheet.name(lang))
        _draw_sheet(page, sheet, columns, lang)
        _fill_rows(page, columns, blank.rows.get(sheet.key, ()), lang)
    _draw_guide(workbook.create_sheet(_GUIDE.pick(lang)), blank.contents, lang)
    workbook.properties.creator = "followup"
    workbook.properties.created = _MADE
    return workbook


def _fill_rows(
    page: Worksheet, columns: Sequence[Column], rows: Sequence[Mapping[str, str]], lang: Lang
) -> None:
    for number, row in enumerate(rows, start=2):
        for place, column in enumerate(columns, start=1):
            cell = page.cell(number, place, row.get(column.key) or None)
            cell.font = Font(name=_font(lang), size=10)
            cell.alignment = Alignment(vertical="top", wrap_text=True)


def _draw_sheet(page: Worksheet, sheet: Sheet, columns: Sequence[Column], lang: Lang) -> None:
    for number, column in enumerate(columns, start=1):
        _draw_header(page, number, column, lang)
        _style_column(page, number, column)
        _add_validation(page, number, column, sheet, lang)
    page.row_dimensions[1].height = 30
    page.freeze_panes = "C2" if sheet.key == CUSTOMERS.key else "A2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(columns))}1"
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if sheet.key == CUSTOMERS.key:
        _colour_due_dates(page, [column.key for column in columns].index("next_due") + 1)


def _draw_header(page: Worksheet, number: int, column: Column, lang: Lang) -> None:
    tint = (
        _PROGRAM_TINT if column.written else _PROFILE_TINT if column in PROFILE_COLUMNS else _PLAIN
    )
    cell = page.cell(1, number, column.header(lang))
    cell.font = Font(name=_font(lang), size=10, bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", fgColor=tint)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.border = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
    comment = Comment("\n".join(_hints(column, lang)), "followup")
    comment.width, comment.height = 260, 110
    cell.comment = comment


def _hints(column: Column, lang: Lang) -> list[str]:
    hints = [column.doc.pick(lang), _how(column, lang)]
    return [*hints, _REQUIRED.pick(lang)] if column.required else hints


def _how(column: Column, lang: Lang) -> str:
    if column.written:
        return _WRITTEN.pick(lang)
    how = _HOW[column.kind].pick(lang)
    return f"{how}: {' / '.join(_choices(column, lang))}" if column.choices else how


def _choices(column: Column, lang: Lang) -> list[str]:
    return [choice.zh if lang == "zh" else choice.en for choice in column.choices]


def _font(lang: Lang) -> str:
    return "微软雅黑" if lang == "zh" else "Calibri"


def _style_column(page: Worksheet, number: int, column: Column) -> None:
    # Styles sit on the column, not on cells: a formatted row would look like data to every reader.
    dimension = page.column_dimensions[get_column_letter(number)]
    dimension.width = column.drawn_width
    dimension.number_format = _NUMBER_FORMATS.get(column.kind, "General")
    if column.written:
        dimension.fill = _PROGRAM_FILL
    if column in PROFILE_COLUMNS:
        dimension.outlineLevel = 1


def _add_validation(page: Worksheet, number: int, column: Column, sheet: Sheet, lang: Lang) -> None:
    rule = _validation(column, sheet, number, lang)
    rule.allow_blank = True
    rule.showInputMessage, rule.promptTitle = True, column.header(lang)[:32]
    rule.prompt = "\n".join(_hints(column, lang))[:255]
    rule.showErrorMessage, rule.errorTitle, rule.error = (
        True,
        _BAD_VALUE.pick(lang),
        _how(column, lang)[:225],
    )
    letter = get_column_letter(number)
    rule.add(f"{letter}2:{letter}{LAST_ROW}")
    page.add_data_validation(rule)


def _validation(column: Column, sheet: Sheet, number: int, lang: Lang) -> DataValidation:
    # Lists warn and let through: the reader knows other spellings too. Dates and numbers stop: nothing else can be meant.
    source = _list_source(column, sheet, lang)
    if source:
        return DataValidation("list", source, errorStyle="warning")
    if column.key == "customer_id":
        letter = get_column_letter(number)
        return DataValidation("custom", f"COUNTIF(${letter}$2:${letter}${LAST_ROW},{letter}2)=1")
    if column.kind == "date":
        return DataValidation(
            "date", "36526", "73050", operator="between"
        )  # 2000-01-01 to 2099-12-31
    if column.kind in ("number", "money"):
        return DataValidation("decimal", "0", operator="greaterThanOrEqual")
    return DataValidation()


def _list_source(column: Column, sheet: Sheet, lang: Lang) -> str:
    if column.choices:
        return f'"{",".join(_choices(column, lang))}"'
    if column.kind == "yes_no":
        return '"是,否"' if lang == "zh" else '"yes,no"'
    if column.key == "seller" and sheet.key != TEAM.key:
        return f"'{TEAM.name(lang)}'!$A$2:$A$200"
    if column.key == "customer_id" and sheet.key != CUSTOMERS.key:
        return f"'{CUSTOMERS.name(lang)}'!$A$2:$A${LAST_ROW}"
    return ""


def _colour_due_dates(page: Worksheet, number: int) -> None:
    letter = get_column_letter(number)
    area = f"{letter}2:{letter}{LAST_ROW}"
    rules = (
        (f'AND({letter}2<>"",{letter}2<TODAY())', "9C0006", _OVERDUE),
        (f"{letter}2=TODAY()", "9C5700", _TODAY),
    )
    for formula, colour, fill in rules:
        look = DifferentialStyle(font=Font(color=colour), fill=fill)
        page.conditional_formatting.add(area, Rule("expression", dxf=look, formula=[formula]))


def _draw_guide(page: Worksheet, contents: Contents, lang: Lang) -> None:
    for line in _GUIDE_LINES:
        page.append([line.pick(lang)])
    page["A1"].font = Font(name=_font(lang), size=16, bold=True, color=_PLAIN)
    page.append([])
    page.append([header.pick(lang) for header in _GUIDE_HEADERS])
    for cell in page[page.max_row]:
        cell.font = Font(name=_font(lang), bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=_PLAIN)
    for sheet, columns in contents:
        for column in columns:
            page.append(_guide_row(sheet, column, lang))
    for letter, width in zip("ABCDE", (14, 26, 44, 50, 14), strict=True):
        page.column_dimensions[letter].width = width
    page.freeze_panes = "A6"


def _guide_row(sheet: Sheet, column: Column, lang: Lang) -> list[str]:
    who = _BY_PROGRAM if column.written else _BY_TEAM
    how = _how(column, lang)
    if column.required:
        how = f"{how} · {_REQUIRED.pick(lang)}"
    return [sheet.name(lang), column.header(lang), column.doc.pick(lang), how, who.pick(lang)]


def fixed_bytes(workbook: Workbook) -> bytes:
    """Save a workbook so that the same content gives the same bytes."""
    # openpyxl stamps the clock into the properties and into every zip entry; both are set back.
    drawn, fixed = io.BytesIO(), io.BytesIO()
    workbook.save(drawn)
    stamp = f"{_MADE:%Y-%m-%dT%H:%M:%SZ}".encode()
    with zipfile.ZipFile(drawn) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "docProps/core.xml":
                content = re.sub(
                    rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + stamp, content
                )
            kept = zipfile.ZipInfo(entry.filename, _MADE.timetuple()[:6])
            kept.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(kept, content)
    return fixed.getvalue()
