"""The workbook's own part and its registers: sheets, defined names, calculation, relationships, content types."""

import re
from typing import Final

from pipeline.workbook.file.markup import (
    Edit,
    Span,
    append_child,
    apply_edits,
    attributes,
    child_spans,
    escape_attribute,
    prefix_of,
    root_span,
    set_attribute,
    unescape,
)
from pipeline.workbook.file.package import Package, is_true, relations_part

_TYPE: Final = b"application/vnd.openxmlformats-officedocument.spreadsheetml.%b+xml"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_RELATIONS: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships"
# Where an element goes in the workbook part: before the first of these that is there.
_BEHIND_NAMES: Final = (
    "calcPr",
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
)


def relation_namespace(package: Package) -> str:
    """Give the namespace of relationship ids, strict or transitional."""
    return _STRICT_RELATIONS if package.is_strict else _RELATIONS


class WorkbookPart:
    """Collects the changes of the workbook's main part and gives its new bytes."""

    def __init__(self, package: Package) -> None:
        """Read the part."""
        self._package = package
        self._data = package.read(package.workbook_part)
        self._root = root_span(self._data)
        self._p = prefix_of(self._data, self._root)
        self._spans = {
            s.name: s for s in child_spans(self._data, self._root.inner, self._root.close)
        }
        self._sheets: list[bytes] = []
        self._names: dict[tuple[str, int | None], bytes] = {}
        self._new_names: dict[tuple[str, int | None], bytes] = {}
        self._recalculate = False

    def add_sheet(self, name: str, relation: str, *, hidden: bool = False) -> int:
        """Append a sheet, hidden from all menus where asked; returns its index among all sheets."""
        span = self._spans["sheets"]
        listed = child_spans(self._data, span.inner, span.close)
        ids = [attributes(s.attributes).get("sheetId", "") for s in listed]
        number = max([0, *(int(i) for i in ids if i.isdecimal())]) + 1 + len(self._sheets)
        # The namespace is declared on the element: the root may know it under another prefix, or not at all.
        item = b'<%bsheet name="%b" sheetId="%d"%b r:id="%b" xmlns:r="%b"/>'
        values = (
            self._p,
            escape_attribute(name),
            number,
            b' state="veryHidden"' if hidden else b"",
            relation.encode(),
            relation_namespace(self._package).encode(),
        )
        self._sheets.append(item % values)
        return len(listed) + len(self._sheets) - 1

    def set_name(
        self, name: str, place: str, sheet: int | None = None, *, hidden: bool = False
    ) -> None:
        """Set a defined name, of the workbook or local to a sheet (by its index)."""
        key = (name.lower(), sheet)
        content = escape_attribute(place)
        known = any((n.lower(), i) == key for n, i, _ in self._package.defined_names)
        if known:
            self._names[key] = content
            return
        local = b' localSheetId="%d"' % sheet if sheet is not None else b""
        item = b'<%bdefinedName name="%b"%b%b>%b</%bdefinedName>'
        values = (
            self._p,
            escape_attribute(name),
            local,
            b' hidden="1"' if hidden else b"",
            content,
            self._p,
        )
        self._new_names[key] = item % values

    def place_of(self, name: str, sheet: int | None) -> str:
        """Give what a name was set to; "" where it was not."""
        content = self._names.get((name.lower(), sheet), b"")
        return unescape(content.decode("utf-8", "replace"))

    def recalculate(self) -> None:
        """Have all formulas computed when the workbook is opened next."""
        self._recalculate = True

    def render(self) -> bytes:
        """Give the part's bytes with all changes; the same bytes where there is none."""
        edits: list[Edit] = []
        if self._sheets:
            edits.append(append_child(self._data, self._spans["sheets"], b"".join(self._sheets)))
        # Names come before the calculation settings, also where both are inserted at one place.
        edits += self._name_edits()
        edits += self._calculation_edits() if self._recalculate else []
        return apply_edits(self._data, edits)

    def _behind(self, names: tuple[str, ...]) -> int:
        starts = [self._spans[name].start for name in names if name in self._spans]
        return min(starts, default=self._root.close)

    def _name_edits(self) -> list[Edit]:
        span = self._spans.get("definedNames")
        edits: list[Edit] = []
        if span is not None:
            edits += [
                edit
                for item in child_spans(self._data, span.inner, span.close)
                for edit in self._changed_name(item)
            ]
        if self._new_names:
            items = b"".join(self._new_names.values())
            if span is not None:
                edits.append(append_child(self._data, span, items))
            else:
                at = self._behind(_BEHIND_NAMES)
                tag = self._p + b"definedNames>"
                edits.append((at, at, b"<" + tag + items + b"</" + tag))
        return edits

    def _changed_name(self, item: Span) -> list[Edit]:
        said = attributes(item.attributes)
        local = said.get("localSheetId", "")
        content = self._names.get(
            (said.get("name", "").lower(), int(local) if local.isdecimal() else None)
        )
        old = unescape(self._data[item.inner : item.close].decode("utf-8", "replace"))
        if content is None or escape_attribute(old) == content or item.is_short:
            return []
        return [(item.inner, item.close, content)]

    def _calculation_edits(self) -> list[Edit]:
        span = self._spans.get("calcPr")
        if span is None:
            at = self._behind(_BEHIND_NAMES[1:])
            return [(at, at, b"<" + self._p + b'calcPr fullCalcOnLoad="1"/>')]
        if is_true(attributes(span.attributes).get("fullCalcOnLoad")):
            return []
        return [
            (
                span.start,
                span.inner,
                set_attribute(self._data[span.start : span.inner], b"fullCalcOnLoad", b"1"),
            )
        ]


class Registers:
    """The workbook's relationships and the content types: where a new worksheet has to be entered."""

    def __init__(self, package: Package) -> None:
        """Read both registers."""
        self._package = package
        name = relations_part(package.workbook_part)
        self._relations_name = package.member(name).name
        self._types_name = package.member("[Content_Types].xml").name
        self._relations = package.read(name)
        self._types = package.read(self._types_name)
        self._ids = {relation.id for relation in package.relations(package.workbook_part)}
        self._parts: set[str] = set()

    def add_worksheet(self) -> tuple[str, str]:
        """Enter a new worksheet; returns the name of its part and the id of its relationship."""
        part = self._free_part()
        return part, self.add_part(part, b"worksheet")

    def add_part(self, part: str, kind: bytes) -> str:
        """Enter a new part of the workbook; kind: the word for it in both registers. Returns its relationship's id."""
        number = next(n for n in range(1, len(self._ids) + 2) if f"rId{n}" not in self._ids)
        self._parts.add(part)
        self._ids.add(f"rId{number}")
        relation = relation_namespace(self._package).encode() + b"/" + kind
        item = b'Relationship Id="rId%d" Type="%b" Target="/%b"/>' % (
            number,
            relation,
            escape_attribute(part),
        )
        self._relations = _with_last(self._relations, item)
        item = b'Override PartName="/%b" ContentType="%b"/>' % (
            escape_attribute(part),
            _TYPE % kind,
        )
        self._types = _with_last(self._types, item)
        return f"rId{number}"

    def changed(self) -> dict[str, bytes]:
        """Give the new bytes of both registers, by part; nothing where no part was entered."""
        if not self._parts:
            return {}
        return {self._relations_name: self._relations, self._types_name: self._types}

    def _free_part(self) -> str:
        folder = re.sub(r"[^/]*$", "", self._package.workbook_part)
        names = (f"{folder}worksheets/sheet{number}.xml" for number in range(1, 100_000))
        return next(name for name in names if name not in self._package and name not in self._parts)


def _with_last(data: bytes, item: bytes) -> bytes:
    root = root_span(data)
    return apply_edits(data, [append_child(data, root, b"<" + prefix_of(data, root) + item)])
