"""Cells as teams really type them, read into typed columns: dates, numbers, phones, yes and no, choices, periods.

Every distinct cell value is read once and the result spread over the column, so a million rows cost little more than
their distinct values. What cannot be read is named, never guessed.
"""

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import pandas as pd

from schemas.columns import Choice, Column
from schemas.sheets import CellValue

Problem = str
"""Short code of why a cell cannot be read: one of the keys of `schemas.checks.UNREADABLE`."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The reading of a cell that says nothing usable."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class Reading:
    """One column as read. frame: typed, blank where the cell is blank or unreadable; a period gives two columns.

    problems: Excel row → why its cell could not be read.
    """

    frame: pd.DataFrame
    problems: Mapping[int, Problem] = field(default_factory=dict)


BLANKS: Final = frozenset(
    (
        "",
        "-",
        "--",
        "—",
        "——",
        "–",
        "/",
        "\\",
        "?",
        "？",
        ".",
        "无",
        "暂无",
        "没有",
        "不详",
        "未知",
        "待定",
        "空",
    )
).union(("n/a", "na", "n.a.", "null", "none", "nil", "nan", "nat", "unknown", "tbd", "#n/a"))
YES: Final = frozenset(
    (
        "是",
        "有",
        "y",
        "yes",
        "true",
        "t",
        "1",
        "√",
        "✓",
        "✔",
        "☑",
        "对",
        "已",
        "已回复",
        "回复",
        "需要",
        "能",
    )
)
NO: Final = frozenset(
    (
        "否",
        "无",
        "没有",
        "没",
        "n",
        "no",
        "false",
        "f",
        "0",
        "×",
        "x",
        "✗",
        "✘",
        "☒",
        "不",
        "未",
        "未回复",
        "未回",
        "不是",
    )
)

_FIRST_YEAR, _LAST_YEAR = 1900, 2150
_SERIALS = (367, 91_313)  # 1901-01-01 to 2149-12-31 in the 1900 system
_EPOCH_1900, _EPOCH_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)
_YEAR_FIRST = re.compile(
    r"(\d{4})\s*[-/.年\s]\s*(\d{1,2})\s*[-/.月\s]\s*(\d{1,2})\s*[日号]?(?:[T\s].*|\s*(?:上午|下午|星期|周|\().*)?"
)
_DAY_OR_MONTH_FIRST = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})(?:\s.*)?")
_SHORT_YEAR = re.compile(r"(\d{2})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
_MONTH_NAME = re.compile(
    r"(?:(\d{1,2})[\s-]+([A-Za-z]{3,9})\.?[\s,-]+(\d{4}))|(?:([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4}))"
)
_NO_YEAR = re.compile(r"\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号]?")
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
        start=1,
    )
}
_NUMBER = re.compile(r"([-+]?\d+(?:\.\d+)?)(万|千|百|亿|k|w|m)?")
_SCALES = {"万": 1e4, "w": 1e4, "千": 1e3, "k": 1e3, "百": 1e2, "亿": 1e8, "m": 1e6}
_MONEY_WORDS = re.compile(r"人民币|元整|元|美元|欧元|rmb|cny|usd|us\$|eur|[¥￥$€£,，\s]|%")
_DECIMAL_COMMA = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:[. ]\d{3})+|\d+),(\d{1,2})(?![\d,.])"
)  # thousands come in threes
_THOUSANDS = re.compile(
    r"(?<![\d,])\d+(?:,\d{2,4})*,\d{3,4}(?![\d,])"
)  # in threes; fours in China, twos in India
_PERIOD = re.compile(
    r"(\d+(?:\.\d+)?)\s*(个月|月|months?|mo|周|星期|weeks?|wk?|天|日|days?|d|年|years?|yr?)?"
)
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?e\+\d+", re.IGNORECASE)


def plain(value: Any) -> str:
    """Give a cell as clean text: full-width folded, blanks at the ends gone, 13800138000.0 without its decimals."""
    if value is None:
        return ""
    if isinstance(value, str):
        return (
            unicodedata.normalize("NFKC", value).strip() if not value.isascii() else value.strip()
        )
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return (
            ""
            if value != value  # noqa: PLR0124 -- NaN; digits of a float
            else str(int(value))
            if value.is_integer() and abs(value) < 1e15  # noqa: PLR2004 -- NaN; digits of a float
            else repr(value)
        )
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return str(value)


def is_blank(value: Any) -> bool:
    """Tell whether a cell is blank in one of the spellings that people use: empty, -, 无, 不详, n/a …."""
    return plain(value).lower() in BLANKS


def cell_value(cell: Any) -> CellValue:
    """Give a cell as python-calamine reads it in the values of a plan: days for midnights, None for blanks."""
    if isinstance(cell, dt.datetime):
        return cell.date() if cell.time() == dt.time() else cell.isoformat(" ")
    if isinstance(cell, (bool, dt.time, dt.timedelta)):
        return str(cell)
    return None if cell == "" or cell != cell else cell  # noqa: PLR0124 -- NaN


def read_column(raw: pd.Series, column: Column, *, date1904: bool = False) -> Reading:
    """Read one column of cells by its declaration.

    Takes:   raw cells (object), index = Excel row, as python-calamine gives them; "" or None = blank.
    Returns: one typed column named by the key (a period: KEY_days, KEY_months), same index; problems by row.
    """
    cells = raw.tolist()
    read_cell = _cell_reader(column, date1904=date1904)
    if bool in set(map(type, cells)):
        # True, 1 and 1.0 are one key of a dict, and would share one reading.
        cells = [plain(cell) if isinstance(cell, bool) else cell for cell in cells]
    known = {cell: read_cell(cell) for cell in set(cells)}
    results = list(map(known.__getitem__, cells))
    bad = {value for value in known.values() if isinstance(value, Unreadable)}
    problems: dict[int, Problem] = {}
    if bad:
        problems = {
            int(row): value.problem
            for row, value in zip(raw.index, results, strict=True)
            if isinstance(value, Unreadable)
        }
        results = [None if isinstance(value, Unreadable) else value for value in results]
    return Reading(_typed(results, column, raw.index), MappingProxyType(problems))


def _typed(results: list[Any], column: Column, index: pd.Index) -> pd.DataFrame:
    key = column.key
    if column.kind == "date":
        return pd.DataFrame({key: np.array(results, dtype="datetime64[s]")}, index=index)
    if column.kind in ("number", "money"):
        return pd.DataFrame({key: np.array(results, dtype="float64")}, index=index)
    if column.kind == "yes_no":
        return pd.DataFrame({key: pd.array(results, dtype="boolean")}, index=index)
    if column.kind == "period":
        days, months = (
            zip(*((value or (None, None)) for value in results), strict=True)
            if results
            else ((), ())
        )
        return pd.DataFrame(
            {
                f"{key}_days": np.array(days, dtype="float64"),
                f"{key}_months": np.array(months, dtype="float64"),
            },
            index=index,
        )
    return pd.DataFrame({key: pd.Series(results, index=index, dtype="object")}, index=index)


def _cell_reader(column: Column, *, date1904: bool) -> Callable[[Any], Any]:
    if column.kind == "date":
        return lambda cell: read_date(cell, date1904=date1904)
    if column.kind == "choice":
        spellings = choice_spellings(column.choices)
        return lambda cell: read_choice(cell, spellings)
    return {
        "number": read_number,
        "money": read_number,
        "yes_no": read_yes_no,
        "period": read_period,
        "phone": _read_phone,
        "prose": _read_prose,
    }.get(column.kind, _read_text)


def _read_text(cell: Any) -> str | None:
    text = plain(cell)
    return None if text.lower() in BLANKS else text


def _read_prose(cell: Any) -> str | None:
    return None if is_blank(cell) else cell.strip() if isinstance(cell, str) else plain(cell)


def _read_phone(cell: Any) -> str | Unreadable | None:
    text = _read_text(cell)
    return Unreadable("digits_lost") if text and _SCIENTIFIC.fullmatch(text) else text


def read_number(cell: Any) -> float | Unreadable | None:
    """Read one number: 8万, ¥80,000.00, 3.5k, (1,200), 12,5 and 1.200,50 of continental Europe.

    Returns: the number; None = blank; Unreadable with not_a_number.
    """
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return float(cell) if cell == cell else None  # noqa: PLR0124 -- NaN
    text = plain(cell).lower()
    if text in BLANKS:
        return None
    text = _DECIMAL_COMMA.sub(_with_a_point, text)
    if "," in text and not _THOUSANDS.search(text):
        return Unreadable("not_a_number")
    bare = _MONEY_WORDS.sub("", text)
    if bare.startswith("(") and bare.endswith(")"):
        bare = "-" + bare[1:-1]
    match = _NUMBER.fullmatch(bare)
    return (
        float(match[1]) * _SCALES.get(match[2] or "", 1.0) if match else Unreadable("not_a_number")
    )


def _with_a_point(match: re.Match[str]) -> str:
    return f"{match[1].replace('.', '').replace(' ', '')}.{match[2]}"


def read_yes_no(cell: Any) -> bool | Unreadable | None:
    """Read one cell of yes or no; None = blank; Unreadable with not_yes_or_no."""
    text = plain(cell).lower()
    if text in YES:
        return True
    if text in NO:
        return False
    return None if text in BLANKS else Unreadable("not_yes_or_no")


def choice_spellings(choices: tuple[Choice, ...]) -> Mapping[str, str]:
    """Give every spelling of the choices, folded, with its code."""
    return {
        plain(s).lower(): choice.code
        for choice in choices
        for s in (choice.code, choice.zh, choice.en, *choice.aliases)
    }


def read_choice(cell: Any, spellings: Mapping[str, str]) -> str | Unreadable | None:
    """Read one cell by `choice_spellings`: the code; None = blank; Unreadable with unknown_choice."""
    text = plain(cell).lower()
    if text in spellings:
        return spellings[text]
    return None if text in BLANKS else Unreadable("unknown_choice")


def read_period(cell: Any) -> tuple[float | None, float | None] | Unreadable | None:
    """Read one period: days, or months; None = blank; Unreadable with not_a_period."""
    text = plain(cell).lower().replace("每", "").replace("一次", "").strip()
    if text in BLANKS:
        return None
    text = {
        "半年": "6个月",
        "一年": "12个月",
        "一个月": "1个月",
        "半个月": "15天",
        "两周": "2周",
        "一周": "1周",
    }.get(text, text)
    match = _PERIOD.fullmatch(text)
    if not match or float(match[1]) <= 0:
        return Unreadable("not_a_period")
    number, unit = float(match[1]), match[2] or "天"
    if unit[0] in "个月m":
        return (None, number) if number.is_integer() else Unreadable("not_a_period")
    if unit[0] in "年y":
        return None, number * 12
    days = number * 7 if unit[0] in "周星w" else number
    return (days, None) if days.is_integer() else Unreadable("not_a_period")


def read_date(cell: Any, *, date1904: bool = False) -> dt.date | Unreadable | None:
    """Read one date: a real date, a serial number, 20261103, or text in the usual Chinese, ISO and English spellings.

    Returns: the day; None = blank; Unreadable with not_a_date, no_year, or ambiguous_date (3/4/2026).
    """
    if isinstance(cell, dt.datetime):
        return _in_range(cell.date())
    if isinstance(cell, dt.date):
        return _in_range(cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return None if cell != cell else _from_number(float(cell), date1904=date1904)  # noqa: PLR0124 -- NaN
    text = plain(cell)
    if text.lower() in BLANKS:
        return None
    if text.replace(".", "", 1).isdigit() and not re.fullmatch(r"\d{1,2}\.\d{1,2}", text):
        return _from_number(float(text), date1904=date1904)
    return _from_text(text)


def _from_number(number: float, *, date1904: bool) -> dt.date | Unreadable:
    if not math.isfinite(number):
        return Unreadable("not_a_date")
    digits = str(int(number))
    if len(digits) == 8:  # noqa: PLR2004 -- yyyymmdd
        return _day(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if not _SERIALS[0] <= number <= _SERIALS[1]:
        return Unreadable("not_a_date")
    return (_EPOCH_1904 if date1904 else _EPOCH_1900) + dt.timedelta(days=int(number))


def _from_text(text: str) -> dt.date | Unreadable:
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(*map(int, match.groups()))
    if match := _SHORT_YEAR.fullmatch(text):
        return _day(2000 + int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_OR_MONTH_FIRST.fullmatch(text):
        return _day_or_month_first(*map(int, match.groups()))
    if match := _MONTH_NAME.fullmatch(text):
        day, name, year = (
            (match[1], match[2], match[3]) if match[1] else (match[5], match[4], match[6])
        )
        return _day(int(year), _MONTHS.get(name[:3].lower(), 0), int(day))
    return Unreadable("no_year" if _NO_YEAR.fullmatch(text) else "not_a_date")


def _day_or_month_first(first: int, second: int, year: int) -> dt.date | Unreadable:
    last_month = 12
    if first > last_month or first == second:
        return _day(year, second, first)
    return _day(year, first, second) if second > last_month else Unreadable("ambiguous_date")


def _day(year: int, month: int, day: int) -> dt.date | Unreadable:
    try:
        return _in_range(dt.date(year, month, day))
    except ValueError:
        return Unreadable("not_a_date")


def _in_range(day: dt.date) -> dt.date | Unreadable:
    return day if _FIRST_YEAR < day.year < _LAST_YEAR else Unreadable("not_a_date")
