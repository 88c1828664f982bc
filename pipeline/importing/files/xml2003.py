"""Sheets out of XML Spreadsheet 2003, which many systems export under the name .xls."""

import datetime as dt
import io
import re
from collections.abc import Iterator
from typing import Any, Final
from xml.etree import ElementTree as ET

from pipeline.importing.files.grids import Grid
from pipeline.importing.files.web_tables import text_of
from pipeline.settings.limits import Limits, exceeded
from pipeline.workbook.file.markup import broken_xml, doctype_refused

_NAMES: Final = "{urn:schemas-microsoft-com:office:spreadsheet}"
_PROLOG: Final = re.compile(r"\s*\ufeff?\s*<\?xml.*?\?>", re.DOTALL)
_DIGITS: Final = 7
_LAST: Final = 1 << 20


def grids_of_xml(data: bytes, limits: Limits, told: str | None = None) -> Iterator[Grid]:
    """Read the sheets of an XML Spreadsheet 2003.

    Raises: UnreadableWorkbookError for a DOCTYPE, broken XML, or too many cells.
    """
    text = text_of(data, told)
    prolog = _PROLOG.match(text)
    text = text[prolog.end() :] if prolog else text
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise doctype_refused()
    source = io.BytesIO(text.encode("utf-8", "replace"))
    try:
        yield from _Sheets(limits).read(ET.iterparse(source, ("start", "end")))  # noqa: S314 -- no entity can be declared
    except (ET.ParseError, ValueError) as error:
        raise broken_xml() from error


class _Sheets:
    """Follows the elements; rows and cells may say their own place, else they follow the one before."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._name, self._count = "", 0
        self._rows: dict[int, dict[int, Any]] = {}
        self._merged: list[tuple[int, int, int, int]] = []
        self._row = self._column = 0

    def read(self, events: Iterator[tuple[str, Any]]) -> Iterator[Grid]:
        for event, item in events:
            tag = item.tag.removeprefix(_NAMES)
            if event == "start":
                self._start(tag, item)
            elif tag == "Cell":
                self._cell(item)
            elif tag == "Row":
                item.clear()
            elif tag == "Worksheet":
                yield Grid(self._name, 1, self._grid(), self._merged)
                item.clear()

    def _start(self, tag: str, item: ET.Element) -> None:
        if tag == "Worksheet":
            self._name, self._rows, self._merged, self._row = (
                item.get(_NAMES + "Name", ""),
                {},
                [],
                0,
            )
        elif tag == "Row":
            self._row, self._column = _number(item, "Index", self._row + 1), 0

    def _cell(self, item: ET.Element) -> None:
        self._column = _number(item, "Index", self._column + 1)
        self._count += 1
        if self._count > self._limits.box_cells:
            raise exceeded(self._limits, "box_cells", self._count, self._name)
        self._rows.setdefault(self._row, {})[self._column] = _value(item)
        across, down = _number(item, "MergeAcross", 0), _number(item, "MergeDown", 0)
        if down:
            top, left = self._row - 1, self._column - 1
            self._merged.append((top, left, top + down, left + across))
        self._column += across

    def _grid(self) -> list[list[Any]]:
        height = max(self._rows, default=0)
        width = max((column for row in self._rows.values() for column in row), default=0)
        if height * width > self._limits.box_cells:
            raise exceeded(self._limits, "box_cells", height * width, self._name)
        empty: dict[int, Any] = {}
        return [
            [self._rows.get(r, empty).get(c, "") for c in range(1, width + 1)]
            for r in range(1, height + 1)
        ]


def _number(item: ET.Element, key: str, otherwise: int) -> int:
    said = item.get(_NAMES + key, "")
    return (
        min(int(said), _LAST)
        if said.isdecimal() and len(said) <= _DIGITS and int(said)
        else otherwise
    )


def _value(cell: ET.Element) -> Any:
    data = next((child for child in cell if child.tag.endswith("}Data")), None)
    if data is None:
        return ""
    text, kind = "".join(data.itertext()), data.get(_NAMES + "Type", "String")
    try:
        if kind == "Number":
            return float(text)
        return dt.datetime.fromisoformat(text) if kind == "DateTime" else text
    except ValueError:
        return text
