"""Lists as CSV that a spreadsheet opens without running anything."""

import codecs
import csv
import io
import re
from collections.abc import Iterable
from typing import Any, Final

import pandas as pd

MARK: Final = codecs.BOM_UTF8
"""Tells Excel that the file is UTF-8; every list of ours begins with it, and no workbook does."""
_FORMULA_SIGNS: Final = tuple("=+-@\t\r＝＋－＠")
_PHONE: Final = re.compile(r"\+[\d\s()./-]+")


def list_bytes(header: Iterable[Any], rows: Iterable[Iterable[Any]]) -> bytes:
    """Give a list as the bytes of its file; see `csv_lines`."""
    return MARK + csv_lines(header, rows).encode("utf-8", "replace")


def csv_text(table: pd.DataFrame) -> str:
    """Give a table under its headers as CSV; see `csv_lines`."""
    return csv_lines(table.columns, table.itertuples(index=False))


def csv_lines(header: Iterable[Any], rows: Iterable[Iterable[Any]]) -> str:
    """Give rows as CSV: no cell begins like a formula, lines end as in RFC 4180."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(map(inert, header))
    writer.writerows(map(inert, row) for row in rows)
    return out.getvalue()


def inert(value: Any) -> Any:
    """Make a cell of CSV harmless: +86 138… becomes 0086 138…, the same number; before other formula signs goes a quote."""
    if not isinstance(value, str) or not value.startswith(_FORMULA_SIGNS):
        return value
    return f"00{value[1:]}" if _PHONE.fullmatch(value) else f"'{value}"
