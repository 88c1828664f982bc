"""Erasing texts from the parts of a file that its cells leave behind: orphaned shared strings, caches, comments."""

import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.workbook.file.archive import Content, Member, write_archive
from pipeline.workbook.file.markup import (
    apply_edits,
    child_spans,
    escape_attribute,
    prefix_of,
    root_span,
    unescape,
)
from pipeline.workbook.file.package import Package
from pipeline.workbook.parts.cells import escape_text

_USED: Final = re.compile(
    rb"""<(?:[\w.-]+:)?c\b[^>]*?\bt=["']s["'][^>]*>\s*<(?:[\w.-]+:)?v>\s*(\d+)"""
)
_TEXT: Final = re.compile(rb"<(?:[\w.-]+:)?t(?:\s[^>]*)?>([^<]*)<")
_READING: Final = re.compile(rb"<(?:[\w.-]+:)?rPh\b.*?</(?:[\w.-]+:)?rPh>", re.DOTALL)
_CACHES: Final = re.compile(
    r"xl/(comments|threadedcomments|pivotcache|charts|drawings|externallinks|persons|tables|worksheets/_rels)",
    re.IGNORECASE,
)
_RESULT: Final = re.compile(rb"<(?:[\w.-]+:)?v>[^<]*</(?:[\w.-]+:)?v>")
_LINK: Final = re.compile(rb"<(?:[\w.-]+:)?hyperlink\b[^>]*>")
_COMMENT: Final = re.compile(
    rb"<(?:[\w.-]+:)?(?:threadedC|c)omment\b[^>]*?\bref=[\"'][A-Z]+(\d+)[\"'].*?</(?:[\w.-]+:)?(?:threadedC|c)omment>",
    re.DOTALL,
)
_COMMENT_TEXT: Final = re.compile(rb"(<(?:[\w.-]+:)?t(?:ext)?(?:\s[^>]*)?>)[^<]*(?=<)")
_LONG: Final = 8
_LEFT_OUT: Final = "*"
_DIGIT_LEFT_OUT: Final = "0"


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """A file without its leftovers. data: its bytes · left: member → how many of the texts still stand in it."""

    data: bytes
    left: dict[str, int]


@dataclass(frozen=True, slots=True)
class Leftovers:
    """What is looked for.

    texts: all texts that stood in the emptied cells · own: those of them that tell the person: they are looked for as
    parts of other texts, and counted in every part of the file · formulas: sheet → cells whose formulas stay, but not
    the results that they were saved with · rows: sheet → rows whose comments go.
    """

    texts: Collection[str]
    own: Collection[str]
    formulas: Mapping[str, Collection[str]]
    rows: Mapping[str, Collection[int]]


def scrub(package: Package, wanted: Leftovers) -> Scrubbed:
    """Blank what no cell shows any more.

    Takes:   a workbook whose cells are emptied already.
    Returns: the file with the orphaned shared strings and the comments of the rows blanked, and the own texts replaced
             in links, pivot caches, charts and drawings where no cell of another row holds them; where they still stand.
    """
    texts, own, formulas = wanted.texts, wanted.own, wanted.formulas
    fresh = {
        package.sheet(name).part: _without_results(package, name, cells)
        for name, cells in formulas.items()
    }
    for sheet, rows in wanted.rows.items():
        fresh |= _without_comments(package, sheet, rows)
    strings = package.related(package.workbook_part, "sharedStrings")
    for part in strings:
        fresh[part] = _without_orphans(package, part, frozenset(texts), own)
    sheets = {
        sheet.part: fresh.get(sheet.part) or package.read(sheet.part) for sheet in package.sheets
    }
    shown = [*(_cells(data) for data in sheets.values()), *(fresh[part] for part in strings)]
    gone = [
        text
        for text in _telling(texts, own)
        if not any(form in data for form in _forms(text) for data in shown)
    ]
    for part, data in sheets.items():
        fresh[part] = _LINK.sub(lambda link: _without(link[0], gone), data)
    for name in package.names:
        if _CACHES.match(name) and name.lower().endswith((".xml", ".vml", ".rels")):
            fresh[name] = _without(fresh.get(name, package.read(name)), gone)
    changed = {name: data for name, data in fresh.items() if data != package.read(name)}
    result = _rewritten(package, changed) if changed else package.data
    return Scrubbed(result, _left(Package.from_bytes(package.path, result), own))


def _cells(sheet: bytes) -> bytes:
    """Give the rows of a sheet, without its links and settings."""
    return sheet[sheet.find(b"sheetData") : sheet.rfind(b"sheetData")]


def _telling(texts: Collection[str], own: Collection[str]) -> list[str]:
    """Add to the person's own texts those that are too long to mean anybody else."""
    return [*own, *(text for text in texts if len(text) >= _LONG and text not in own)]


def _rewritten(package: Package, changed: dict[str, bytes]) -> bytes:
    def content(member: Member) -> Content:
        return [changed[member.name]] if member.name in changed else None

    target = io.BytesIO()
    write_archive(package.data, package.members, content, package.comment, target)
    return target.getvalue()


def _without_results(package: Package, sheet: str, cells: Collection[str]) -> bytes:
    """Take the saved results from formulas: they are computed anew when the file is opened."""
    data = package.read(package.sheet(sheet).part)
    for cell in cells:
        whole = re.compile(
            rb"<((?:[\w.-]+:)?)c\b[^>]*?\br=[\"']" + cell.encode() + rb"[\"'][^>]*[^/]>.*?</\1c>",
            re.DOTALL,
        )
        data = whole.sub(lambda found: _RESULT.sub(b"", found[0]), data, count=1)
    return data


def _without_comments(package: Package, sheet: str, rows: Collection[int]) -> dict[str, bytes]:
    """Empty the comments, old and threaded, of some rows; the mark in the cell stays."""
    part = package.sheet(sheet).part
    numbers = {str(row).encode() for row in rows}
    fresh = {}
    for name in (*package.related(part, "comments"), *package.related(part, "threadedComment")):

        def emptied(found: re.Match[bytes]) -> bytes:
            return _COMMENT_TEXT.sub(rb"\1", found[0]) if found[1] in numbers else found[0]

        fresh[name] = _COMMENT.sub(emptied, package.read(name))
    return fresh


def _without_orphans(
    package: Package, part: str, texts: frozenset[str], own: Collection[str]
) -> bytes:
    """Empty the shared strings that no cell uses and that hold an erased text; the places of the others stay."""
    data = package.read(part)
    used: set[int] = set()
    for sheet in package.sheets:
        used.update(map(int, _USED.findall(package.read(sheet.part))))
    root = root_span(data)
    p = prefix_of(data, root)
    empty = b"<" + p + b"si><" + p + b"t/></" + p + b"si>"
    edits = []
    items = [span for span in child_spans(data, root.inner, root.close) if span.name == "si"]
    for place, item in enumerate(items):
        if place not in used:
            shown = _shown(data[item.inner : item.close])
            if shown in texts or any(text in shown for text in own):
                edits.append((item.start, item.end, empty))
    return apply_edits(data, edits)


def _shown(item: bytes) -> str:
    runs = _TEXT.findall(_READING.sub(b"", item))
    return unescape(b"".join(runs).decode("utf-8", "replace"))


def _forms(text: str) -> Iterator[bytes]:
    """Give a text as it may stand in a part: as content, as attribute, as plain bytes."""
    yield from {escape_text(text), escape_attribute(text), text.encode()}


def _without(data: bytes, texts: Sequence[str]) -> bytes:
    for text in sorted(texts, key=len, reverse=True):
        stand_in = _DIGIT_LEFT_OUT if text.isdigit() else _LEFT_OUT
        for form in _forms(text):
            data = data.replace(form, stand_in.encode())
    return data


def _left(package: Package, texts: Collection[str]) -> dict[str, int]:
    """Count for each member how many of the texts still stand in it, whatever kind of part it is."""
    found = {}
    for name in package.names:
        data = package.read(name)
        count = sum(
            any(form in data for form in (*_forms(text), text.encode("utf-16-le")))
            for text in texts
        )
        if count:
            found[name] = count
    return found
