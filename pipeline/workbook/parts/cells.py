"""Values as the file format stores them: inline text, numbers, serial days."""

import datetime as dt
import math
import re
from collections.abc import Iterable
from typing import Any, Final, Literal

from pipeline.errors import WriteFailedError
from pipeline.workbook.parts.formulas import Formula
from schemas.texts import Text

Stored = Literal["blank", "text", "number", "date", "formula"]

MAX_TEXT: Final = 32_767
"""Characters that a cell holds, counted as Excel counts (UTF-16 units)."""
_MAX_EXACT: Final = 2**53
_SURELY_FITS: Final = MAX_TEXT // 2
"""Characters that are no more than MAX_TEXT units even where each of them is two."""
_KEPT_TEXTS: Final = 20_000
_ESCAPED: Final = re.compile("_x[0-9A-Fa-f]{4}_|[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_ODD_TEXT: Final = re.compile(
    "[&<>\n\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_x[0-9A-Fa-f]{4}_|^[ \t]|[ \t]$"
)
"""Finds what a text may hold that is not written as it stands, or needs its blanks kept."""
_EDGE: Final = " \t\n"
_EPOCH_1904: Final = dt.date(1904, 1, 1)
_EPOCH_1900: Final = dt.date(1899, 12, 30)
_LEAP_BUG: Final = dt.date(1900, 3, 1)
_DAY_SECONDS: Final = 86_400


class CellWriter:
    """Turns values into the end of a cell element, from its type attribute on; texts that repeat are kept."""

    def __init__(self, prefix: bytes, *, date1904: bool) -> None:
        """Take the sheet's tag prefix and the workbook's epoch."""
        self._date1904 = date1904
        self._close = b"</" + prefix + b"c>"
        self.value = b"><" + prefix + b"v>", b"</" + prefix + b"v>" + self._close
        self._flag = b' t="b"' + self.value[0]
        self._formula = b"><" + prefix + b"f>", b"</" + prefix + b"f>" + self._close
        is_, t = b"<" + prefix + b"is>", b"<" + prefix + b"t"
        self._text = (
            b' t="inlineStr">' + is_ + t,
            b"</" + prefix + b"t></" + prefix + b"is>" + self._close,
        )
        self._plain_text = f"{self._text[0].decode()}>", self._text[1].decode()
        self.known: dict[Any, tuple[Stored, bytes]] = {}

    def ending(self, value: Any) -> tuple[Stored, bytes]:
        """Give how a value is stored, and everything of its cell behind the style.

        Raises: WriteFailedError for a text that no cell can hold.
        """
        kind = type(value)
        if kind is not str and kind is not dt.date:
            return self._fresh(value)
        known = self.known.get(value)
        if known is None:
            known = self._fresh(value)
            if len(self.known) < _KEPT_TEXTS:
                self.known[value] = known
        return known

    def endings(self, values: Iterable[Any]) -> list[str]:
        """Give the ends of a column's cells, as `ending` gives one; nearly every text needs no second look.

        Raises: as `ending`.
        """
        before, after = self._plain_text
        is_odd = _ODD_TEXT.search
        return [
            before + value + after
            if type(value) is str and value and len(value) <= _SURELY_FITS and not is_odd(value)
            else self.ending(value)[1].decode()
            for value in values
        ]

    def _fresh(self, value: Any) -> tuple[Stored, bytes]:
        if is_blank(value):
            return "blank", b"/>"
        if isinstance(value, Formula):
            before, after = self._formula
            return "formula", before + escape_markup(value).encode() + after
        if isinstance(value, str):
            return "text", self._inline(value)
        return self._plain(value)

    def _plain(self, value: Any) -> tuple[Stored, bytes]:
        before, after = self.value
        if isinstance(value, bool):
            return "number", self._flag + (b"1" if value else b"0") + after
        if isinstance(value, dt.date):
            serial = serial_of(value, date1904=self._date1904)
            if serial is None:
                return "text", self._inline(value.isoformat())
            return "date", before + number_text(serial) + after
        if isinstance(value, int) and abs(value) > _MAX_EXACT:
            return "text", self._inline(str(value))
        return "number", before + number_text(value) + after

    def _inline(self, text: str) -> bytes:
        if (
            len(text) > _SURELY_FITS
            and len(text.encode("utf-16-le", "surrogatepass")) // 2 > MAX_TEXT
        ):
            raise WriteFailedError(
                Text(
                    "要写入的文字超过 32767 个字符,Excel 存不下",
                    "A text to be written has more than 32,767 characters, which no cell can hold",
                )
            )
        before, after = self._text
        space = (
            b' xml:space="preserve">'
            if text[:1] in _EDGE or text[-1:] in _EDGE or "\n" in text
            else b">"
        )
        return before + (space if text else b">") + escape_text(text) + after


def is_blank(value: Any) -> bool:
    """Tell whether a value empties its cell: None, "", not a number, not a time, infinite."""
    if value is None or value == "":
        return True
    if value != value:  # noqa: PLR0124 -- NaN and NaT are what does not equal itself
        return True
    return isinstance(value, float) and math.isinf(value)


def escape_text(text: str) -> bytes:
    """Write a text as XML content; what XML cannot hold goes the format's own way (_x000B_).

    Raises: WriteFailedError for half a character (a lone surrogate).
    """
    if _ESCAPED.search(text):
        text = _ESCAPED.sub(_spell_out, text)
    try:
        return escape_markup(text).encode()
    except UnicodeEncodeError as error:
        raise WriteFailedError(
            Text("要写入的文字里有残缺的字符", "A text to be written holds half a character")
        ) from error


def escape_markup(text: str) -> str:
    """Write a text as XML content that holds nothing XML cannot."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _spell_out(found: re.Match[str]) -> str:
    text = found[0]
    return "_x005F" + text if len(text) > 1 else f"_x{ord(text):04X}_"


def number_text(value: Any) -> bytes:
    """Write a number the shortest way that reads back the same."""
    number = value if isinstance(value, int) else float(value)
    if isinstance(number, float) and number.is_integer() and abs(number) < _MAX_EXACT:
        number = int(number)
    return repr(number).encode()


def serial_of(day: dt.date, *, date1904: bool) -> float | None:
    """Give the day number that Excel stores; None for a day that it cannot store."""
    date = day.date() if isinstance(day, dt.datetime) else day
    epoch = _EPOCH_1904 if date1904 else _EPOCH_1900
    serial: float = (date - epoch).days
    # Excel believes that 1900 was a leap year: the days before March 1900 count one less.
    if not date1904 and date < _LEAP_BUG:
        serial -= 1
    if serial < (0 if date1904 else 1):
        return None
    if isinstance(day, dt.datetime):
        seconds = day.hour * 3600 + day.minute * 60 + day.second + day.microsecond / 1e6
        serial += seconds / _DAY_SECONDS
    return serial
