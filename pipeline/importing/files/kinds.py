"""What a file in an import is, by its bytes and not by its name, and names that are safe to show."""

from typing import Final, Literal

from pipeline.errors import FollowupError
from pipeline.workbook.file.archive import DamagedZipError, read_directory
from pipeline.workbook.file.sniff import name_of_bytes
from schemas.texts import Text

FileKind = Literal["text", "xlsx", "cells", "xml2003", "html", "vcard", "archive", "other"]
"""cells: read in a guarded child (.xls, .xlsb, .ods) · archive: a zip with files in it · other: nothing to import."""

_COMPOUND: Final = b"\xd0\xcf\x11\xe0"
_BIFF: Final = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_HEAD: Final = 4096
_HTML: Final = (
    b"<!doctype html",
    b"<html",
    b"<table",
    b"<meta",
    b"<head",
    b"<style",
    b"<body",
    b"<div",
)
_OTHERS: Final = (
    (b"%PDF", None),
    (
        b"Rar!",
        Text(
            "这是 RAR 压缩包。请先解压，或改用 .zip",
            "This is a RAR archive. Unpack it first, or use .zip",
        ),
    ),
    (
        b"7z\xbc\xaf",
        Text(
            "这是 7z 压缩包。请先解压，或改用 .zip",
            "This is a 7z archive. Unpack it first, or use .zip",
        ),
    ),
    (b"\x1f\x8b", Text("这是 gzip 压缩文件。请先解压", "This is a gzip file. Unpack it first")),
    (b"\x89PNG", Text("这是图片。请提供表格或文本", "This is a picture. Give a table or a text")),
    (
        b"\xff\xd8\xff",
        Text("这是图片。请提供表格或文本", "This is a picture. Give a table or a text"),
    ),
    (
        b"SQLite format 3",
        Text(
            "这是 SQLite 数据库。请把其中的表导出为 CSV",
            "This is an SQLite database. Export its table as CSV",
        ),
    ),
)


def kind_of(data: bytes) -> FileKind:  # noqa: PLR0911 -- one line a kind of file
    """Give what a file is by its first bytes."""
    if data.startswith((b"PK\3\4", b"PK\5\6")):
        return _kind_of_zip(data)
    if data.startswith(_COMPOUND):
        return "cells"
    head = _plain_head(data)
    if head.startswith(b"begin:vcard"):
        return "vcard"
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head and b"<workbook" in head.replace(
        b"<ss:workbook", b"<workbook"
    ):
        return "xml2003"
    if (
        head.startswith(_HTML)
        or (head.startswith((b"<?xml", b"<!--")) and b"<html" in head)
        or (head.startswith(b"mime-version") and b"text/html" in head)
    ):
        return "html"
    if data.startswith(_BIFF) and b"\0" in data[:16]:
        return "cells"
    return "other" if _name_by_mark(data) else "text"


def _plain_head(data: bytes) -> bytes:
    """Give the first bytes in lower case, without marks, blanks and the zero bytes of wide encodings."""
    return data[:_HEAD].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").replace(b"\0", b"").lower()


def _kind_of_zip(data: bytes) -> FileKind:
    try:
        names = {member.name.lower() for member in read_directory(data)[0]}
    except (DamagedZipError, FollowupError):
        return "archive"  # whoever unpacks it says what is wrong
    if "xl/workbook.bin" in names or ("mimetype" in names and "content.xml" in names):
        return "cells"
    if "[content_types].xml" in names:
        return "xlsx"
    return "other" if any(name.endswith(".iwa") for name in names) else "archive"


def _name_by_mark(data: bytes) -> Text | None:
    for mark, text in _OTHERS:
        if data.startswith(mark):
            return text or name_of_bytes(data)
    return None


def name_other(data: bytes) -> Text:
    """Say what a file is that cannot be imported."""
    return _name_by_mark(data) or name_of_bytes(data)
