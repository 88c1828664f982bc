"""Workbooks made to do harm, each from a sound small one with one thing wrong. Name → how to make its bytes."""

import io
import re
import struct
import zipfile
import zlib

import xlsxwriter

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"
BOOK = "xl/workbook.xml"
RELS = "xl/_rels/workbook.xml.rels"
MB = 1 << 20


def sound_parts():
    """Give the parts of a workbook that is all right."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("客户")
        sheet.write_row(0, 0, ["客户编号", "客户名称", "潜力"])
        sheet.write_row(1, 0, ["K1", "甲", "重潜"])
        sheet.write_number(1, 4, 7, book.add_format({"num_format": "yyyy-mm-dd"}))
    with zipfile.ZipFile(out) as file:
        return {name: file.read(name) for name in file.namelist()}


PARTS = sound_parts()


def packed(parts, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method, compresslevel=1) as file:
        for name, content in parts.items():
            info = zipfile.ZipInfo("x", (1980, 1, 1, 0, 0, 0))
            info.filename, info.compress_type = name, method
            file.writestr(info, content)
    return out.getvalue()


def changed(name, old, new, method=zipfile.ZIP_DEFLATED):
    assert old in PARTS[name], f"{old!r} is not in {name}"
    return packed({**PARTS, name: PARTS[name].replace(old, new, 1)}, method)


def rows(content):
    return changed(SHEET, b"</sheetData>", content + b"</sheetData>")


def many(count, pattern):
    return b"".join(pattern % (n, n) for n in range(3, count))


# --- the container


def patched(data, at, pattern, *values):
    made = bytearray(data)
    struct.pack_into(pattern, made, at, *values)
    return bytes(made)


def entry(data, name):
    """Give where the directory entry of a member stands."""
    return data.rindex(b"PK\1\2", 0, data.rindex(name.encode()))


def lying_size():
    data = packed({**PARTS, "xl/media/a.xml": b" " * (40 * MB) + b"<a/>"})
    return patched(data, entry(data, "xl/media/a.xml") + 24, "<L", 100)


def overlapping():
    """Two entries of the directory that share one member's bytes, as in a bomb that needs no nesting."""
    data = packed({**PARTS, "xl/a.xml": b"<a/>", "xl/b.xml": b"<a/>"})
    first = struct.unpack_from("<L", data, entry(data, "xl/a.xml") + 42)[0]
    return patched(data, entry(data, "xl/b.xml") + 42, "<L", first)


def offset_beyond():
    data = packed(PARTS)
    return patched(data, entry(data, SHEET) + 42, "<L", 0xFFFFFFF0)


def with_zip64(offset=0, size=None):
    """Give a member a zip64 field with a size or an offset of exabytes."""
    data = packed(PARTS)
    at = entry(data, SHEET)
    field = struct.pack("<2HQQ", 1, 16, size or len(PARTS[SHEET]), offset)
    made = bytearray(data)
    struct.pack_into("<L", made, at + 24, 0xFFFFFFFF)
    struct.pack_into("<L", made, at + 42, 0xFFFFFFFF)
    struct.pack_into("<H", made, at + 30, len(field))
    end = at + 46 + len(SHEET)
    made[end:end] = field
    tail = made.rindex(b"PK\5\6")
    (length,) = struct.unpack_from("<L", made, tail + 12)
    struct.pack_into("<L", made, tail + 12, length + len(field))
    return bytes(made)


def zip64_directory(where):
    data = packed(PARTS)
    tail = data.rindex(b"PK\5\6")
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, where, 1)
    return (
        data[:tail]
        + locator
        + patched(data[tail:], 8, "<2H2L", 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    )


def wrong_sum(name):
    data = packed(PARTS)
    return patched(data, entry(data, name) + 16, "<L", zlib.crc32(b"something else"))


def two_directories():
    """The true end record hidden in the comment of a later, empty one."""
    data = packed(PARTS)
    return data + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0, 0, 0, len(data), 0)


def other_local_name():
    data = packed(PARTS)
    at = data.index(SHEET.encode())
    return data[:at] + SHEET.replace("sheet1", "sheet9").encode() + data[at + len(SHEET) :]


# --- what unpacks to more than it should


def shared_by_all(count, length):
    """One long text that every row shows."""
    text = b"<sst><si><t>" + b"x" * length + b"</t></si></sst>"
    sheet = re.sub(
        rb"<sheetData>.*</sheetData>",
        b"<sheetData>"
        + many(count, b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>')
        + b"</sheetData>",
        PARTS[SHEET],
    )
    return packed(
        {**PARTS, STRINGS: text.replace(b"<sst>", PARTS[STRINGS].split(b"<si>")[0]), SHEET: sheet}
    )


def nested(name, depth):
    return changed(name, b"</", b"<a>" * depth + b"</a>" * depth + b"</", zipfile.ZIP_STORED)


def filled(name, count):
    content = PARTS[name]
    at = content.rindex(b"</")
    return packed(
        {**PARTS, name: content[:at] + b"<a/>" * count + content[at:]}, zipfile.ZIP_STORED
    )


def entities(name, declared, used):
    content = re.sub(rb"^<\?xml[^>]*>\s*", b"", PARTS[name])
    at = content.rindex(b"</")
    return packed(
        {**PARTS, name: b'<?xml version="1.0"?>' + declared + content[:at] + used + content[at:]}
    )


LAUGHS = (
    b"<!DOCTYPE a [<!ENTITY l0 'ha'>"
    + b"".join(b"<!ENTITY l%d '%b'>" % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 12))
    + b"]>"
)
EXTERNAL = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
PARAMETER = b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>'

REFUSED = {
    "a part packed a thousand to one": lambda: packed(
        {**PARTS, "xl/a.xml": b" " * (60 * MB) + b"<a/>"}
    ),
    "a zip full of such zips": lambda: packed(
        {**PARTS, "xl/a.bin": packed({"b": bytes(80 * MB)}) * 8, "xl/b.bin": bytes(9 * MB)}
    ),
    "eleven thousand parts": lambda: packed(
        PARTS | {f"xl/p{n}.xml": b"<a/>" for n in range(11_000)}
    ),
    "a size that lies": lying_size,
    "entries that overlap": overlapping,
    "an offset behind the end": offset_beyond,
    "a zip64 offset of exabytes": lambda: with_zip64(offset=1 << 63),
    "a zip64 size of exabytes": lambda: with_zip64(size=1 << 62),
    "a zip64 directory that is not there": lambda: zip64_directory(1 << 63),
    "a zip64 directory at the start": lambda: zip64_directory(0),
    "a wrong sum over the sheet": lambda: wrong_sum(SHEET),
    "a wrong sum over the shared texts": lambda: wrong_sum(STRINGS),
    "a wrong sum over the styles": lambda: wrong_sum(STYLES),
    "a wrong sum over the workbook part": lambda: wrong_sum(BOOK),
    "a second, empty directory": two_directories,
    "a member with another name inside": other_local_name,
    "two members of one name": lambda: packed({**PARTS, "XL/Worksheets/Sheet1.xml": b"<a/>"}),
    "two members of one name but for the slash": lambda: packed(
        {**PARTS, "xl\\worksheets\\sheet1.xml": b"<a/>"}
    ),
    "a name with path parts": lambda: packed({**PARTS, "xl/../../../etc/cron.d/a.xml": b"<a/>"}),
    "a name with a control character": lambda: packed({**PARTS, "xl/a\x01b.xml": b"<a/>"}),
    "cut off in the middle": lambda: packed(PARTS)[:3000],
    "an entity bomb in the sheet": lambda: entities(SHEET, LAUGHS, b"&l11;"),
    "an entity bomb in the shared texts": lambda: entities(
        STRINGS, LAUGHS, b"<si><t>&l11;</t></si>"
    ),
    "an entity bomb in the styles": lambda: entities(STYLES, LAUGHS, b"<x>&l11;</x>"),
    "an entity bomb behind a megabyte of blanks": lambda: entities(
        STRINGS, b" " * MB + LAUGHS, b"<si><t>&l11;</t></si>"
    ),
    "an external entity": lambda: entities(STRINGS, EXTERNAL, b"<si><t>&x;</t></si>"),
    "an external entity in the relationships": lambda: entities(RELS, EXTERNAL, b"<x>&x;</x>"),
    "an external parameter entity": lambda: entities(BOOK, PARAMETER, b"<x/>"),
    "a doctype in UTF-16": lambda: packed(
        {**PARTS, STRINGS: "<!DOCTYPE a><sst/>".encode("utf-16")}
    ),
    "a cell in the last corner": lambda: rows(
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    ),
    "a far cell in a near row": lambda: rows(b'<row r="3"><c r="XFD1048576"><v>1</v></c></row>'),
    "a far cell in another spelling": lambda: rows(
        b"<row r='3'><c t='n' r='XFD1048576'><v>1</v></c></row>"
    ),
    "a column of fourteen letters": lambda: rows(
        b'<row r="3"><c r="AAAAAAAAAAAAAA3"><v>1</v></c></row>'
    ),
    "a row of twenty digits": lambda: rows(
        b'<row r="99999999999999999999"><c r="A99999999999999999999"><v>1</v></c></row>'
    ),
    "a negative row": lambda: rows(b'<row r="-5"><c r="A-5"><v>1</v></c></row>'),
    "row nought": lambda: rows(b'<row r="0"><c r="A0"><v>1</v></c></row>'),
    "a shared text that is not there": lambda: rows(
        b'<row r="3"><c r="A3" t="s"><v>99999</v></c></row>'
    ),
    "one text shared a million times": lambda: shared_by_all(1_000_000, 32_767),
    "one text of a hundred megabytes": lambda: shared_by_all(10, 60 * MB),
    "seven million shared texts": lambda: packed(
        {**PARTS, STRINGS: PARTS[STRINGS].replace(b"</sst>", b"<si/>" * 7_000_000 + b"</sst>")},
        zipfile.ZIP_STORED,
    ),
    "a second root in the shared texts": lambda: changed(
        STRINGS, b"<si>", b'<sst uniqueCount="9999999999999"/><si>'
    ),
    "broken UTF-8 in the shared texts": lambda: changed(STRINGS, "甲".encode(), b"\xff\xfe\xc0"),
    "broken XML in the shared texts": lambda: changed(STRINGS, b"</si>", b"</s>"),
    "a sheet without an end": lambda: changed(SHEET, b"</sheetData>", b""),
    "a sheet that is no sheet": lambda: packed({**PARTS, SHEET: b"<html><body/></html>"}),
    "no workbook part": lambda: packed({n: c for n, c in PARTS.items() if n != BOOK}),
    "two hundred megabytes of blanks before the first row": lambda: changed(
        SHEET, b"<sheetData>", b" " * (180 * MB) + b"<sheetData>", 0
    ),
    "a hundred megabytes of columns and no rows": lambda: packed(
        {
            **PARTS,
            SHEET: PARTS[SHEET].split(b"<sheetData>")[0]
            + b"<cols>"
            + b'<col min="1"/>' * (7 * MB)
            + b"</cols>",
        },
        0,
    ),
    "a row of a hundred megabytes": lambda: packed(
        {
            **PARTS,
            SHEET: PARTS[SHEET].split(b"<sheetData>")[0]
            + b'<sheetData><row r="1">'
            + b'<c r="A1"/>' * (9 * MB),
        },
        0,
    ),
    "a tag of a hundred megabytes": lambda: packed(
        {
            **PARTS,
            SHEET: PARTS[SHEET].split(b"<sheetData>")[0]
            + b"<sheetData><row "
            + b'a="b" ' * (16 * MB),
        },
        0,
    ),
    "a comment of a hundred megabytes": lambda: packed(
        {**PARTS, STRINGS: b"<!--" + b"-" * (100 * MB)}, 0
    ),
    "blanks before the first element": lambda: packed(
        {**PARTS, STRINGS: b" " * (150 * MB) + PARTS[STRINGS]}, 0
    ),
    "quotes that never close": lambda: changed(
        BOOK, b"<sheets>", b"<sheets " + b"a=\"'" * 2_000_000, 0
    ),
    "open signs without end": lambda: changed(STYLES, b"<fonts", b"<" * 900_000 + b"<fonts", 0),
    "deep nesting in the workbook part": lambda: nested(BOOK, 300_000),
    "deep nesting in the styles": lambda: nested(STYLES, 300_000),
    "eight million elements in the workbook part": lambda: filled(BOOK, 8_000_000),
    "eight million elements in the styles": lambda: filled(STYLES, 8_000_000),
    "a date a billion years ago": lambda: changed(SHEET, b"<v>7</v>", b"<v>-1e18</v>"),
    "styles under another name": lambda: packed(
        {
            n.replace("styles.xml", "s.xml"): c.replace(b"styles.xml", b"s.xml")
            for n, c in PARTS.items()
        }
    ),
}

HARMLESS = {
    "nothing wrong": lambda: packed(PARTS),
    "a count of texts that lies": lambda: changed(
        STRINGS, b'uniqueCount="', b'uniqueCount="9999999999999'
    ),
    "a count of texts that lies, behind a sign in an attribute": lambda: changed(
        STRINGS, b'uniqueCount="', b'a=">" uniqueCount="9999999999999'
    ),
    "a count of texts in single quotes": lambda: changed(
        STRINGS, b'uniqueCount="', b"uniqueCount = '9999999999999' b=\""
    ),
    "a dimension that claims the whole grid": lambda: packed(
        {
            **PARTS,
            SHEET: re.sub(
                rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', PARTS[SHEET]
            ),
        }
    ),
    "counts of styles that lie": lambda: packed(
        {**PARTS, STYLES: re.sub(rb'count="\d+"', b'count="999999999999"', PARTS[STYLES])}
    ),
    "a billion formatted cells without a value": lambda: rows(
        b'<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    ),
    "two cells with eleven million blanks between": lambda: rows(
        b'<row r="11000"><c r="ALL11000"><v>1</v></c></row>'
    ),
    "a date far away": lambda: changed(SHEET, b"<v>7</v>", b"<v>1e18</v>"),
    "a number that is none": lambda: changed(SHEET, b"<v>7</v>", b"<v>1e999</v>"),
    "deep nesting where nobody looks": lambda: packed(
        {**PARTS, "xl/drawings/d.xml": b"<a>" * 300_000 + b"</a>" * 300_000}, zipfile.ZIP_STORED
    ),
    "a damaged picture": lambda: packed({**PARTS, "xl/media/image1.png": b"\x89PNG" + bytes(100)}),
    "an absolute name": lambda: packed({**PARTS, "/etc/passwd.xml": b"<a/>"}),
    "a nested zip": lambda: packed({**PARTS, "xl/embeddings/a.xlsx": packed(PARTS)}),
}

READABLE = {
    "a macro sheet and a sheet without a part": lambda: changed(
        BOOK,
        b"</sheets>",
        b'<sheet name="x" sheetId="77"/><sheet name="y" sheetId="78" r:id="rId999"/></sheets>',
    ),
}
