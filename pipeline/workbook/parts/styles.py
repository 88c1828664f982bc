"""The workbook's cell styles: what a style shows, and new ones appended behind the old, which stay as they are."""

import re
from collections.abc import Iterable
from typing import Any, Final

from pipeline.errors import WriteFailedError
from pipeline.workbook.file.markup import (
    Edit,
    Span,
    append_child,
    apply_edits,
    child_spans,
    escape_attribute,
    local,
    parse_xml,
    prefix_of,
    root_span,
    set_attribute,
    whole_number,
)
from pipeline.workbook.file.package import Package
from pipeline.workbook.parts.cells import Stored
from schemas.texts import Text

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT_MAIN: Final = "http://purl.oclc.org/ooxml/spreadsheetml/main"
MAX_STYLES: Final = 64_000
DATE_CODE: Final = "yyyy-mm-dd"
_DATE_FORMATS: Final = frozenset([*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58])
_TIME_FORMATS: Final = frozenset([*range(18, 22), *range(32, 36), *range(45, 48), 55, 56])
_TEXT_FORMAT: Final = 49
_FIRST_CUSTOM: Final = 164
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_ELAPSED: Final = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
NEW_PART: Final = "xl/styles.xml"
_BARE: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{namespace}"><fonts count="1"><font><sz val="11"/>'
    '<name val="Calibri"/><family val="2"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill>'
    '<patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border>'
    '</borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" '
    'builtinId="0"/></cellStyles></styleSheet>'
)
_COLLECTIONS: Final = ("numFmts", "fonts", "fills", "borders", "cellXfs", "dxfs")
_BEFORE_DXFS: Final = ("cellStyles", "cellXfs")


class StyleBook:
    """styles.xml: reads what styles show, collects new fonts, fills, formats and cell styles, and writes them behind."""

    def __init__(self, data: bytes, *, is_new: bool = False) -> None:
        """Take the part's bytes; is_new: the workbook has no such part yet.

        Raises: WriteFailedError where it has no cell styles.
        """
        self._data = data
        self.is_new = is_new
        root = root_span(data)
        self._prefix = prefix_of(data, root)
        self.spans = {span.name: span for span in child_spans(data, root.inner, root.close)}
        self._root = root
        if data[:2] in {b"\xff\xfe", b"\xfe\xff"} or not {"fonts", "fills", "cellXfs"} <= set(
            self.spans
        ):
            raise WriteFailedError(
                Text(
                    "工作簿的样式部件不完整。请用 Excel 或 WPS 打开并另存为 .xlsx",
                    "The workbook's styles are incomplete. Open it in Excel or WPS and save it as .xlsx",
                )
            )
        tree = {local(child): child for child in parse_xml(data)}
        self.default_font = next(iter(tree["fonts"]), None)
        self._fills = list(tree["fills"])
        self._keys = {name: [_key(item) for item in tree.get(name, ())] for name in _COLLECTIONS}
        self._xfs = [data[span.start : span.end] for span in self._children("cellXfs")]
        self._xf_tree: list[Any] = list(tree["cellXfs"])
        self._formats = {
            whole_number(item.get("numFmtId", "-1")): item.get("formatCode", "")
            for item in tree.get("numFmts", ())
        }
        self._added: dict[str, list[bytes]] = {name: [] for name in _COLLECTIONS}
        self._memo: dict[tuple[int, Stored, bool], int] = {}

    @classmethod
    def of(cls, package: Package) -> "StyleBook":
        """Read the styles of a workbook, or begin them where it has none: some programs write no such part.

        Raises: WriteFailedError where the workbook names a styles part that is not there.
        """
        parts = package.related(package.workbook_part, "styles")
        is_named = any(
            relation.kind == "styles" for relation in package.relations(package.workbook_part)
        )
        if not parts and not is_named and NEW_PART not in package:
            return cls(_BARE.format(namespace=main_namespace(package)).encode(), is_new=True)
        if not parts:
            raise WriteFailedError(
                Text(
                    "工作簿的样式部件不见了。请用 Excel 或 WPS 打开并另存为 .xlsx",
                    "The workbook's styles part is missing. Open it in Excel or WPS and save it as .xlsx",
                )
            )
        return cls(package.read(parts[0]))

    @property
    def is_changed(self) -> bool:
        """Tell whether anything was added."""
        return any(self._added.values())

    def _children(self, name: str) -> list[Span]:
        span = self.spans[name]
        return child_spans(self._data, span.inner, span.close)

    # --- what a style shows

    def shows_date(self, style: int) -> bool:
        """Tell whether the style shows a number as a day."""
        number = self._format_of(style)
        return number in _DATE_FORMATS or is_date_code(self._formats.get(number, ""))

    def shows_time(self, style: int) -> bool:
        """Tell whether the style shows a number as a time of day or a length of time."""
        number = self._format_of(style)
        return number in _TIME_FORMATS or is_time_code(self._formats.get(number, ""))

    def _format_of(self, style: int) -> int:
        if not 0 <= style < len(self._xf_tree):
            return 0
        return whole_number(self._xf_tree[style].get("numFmtId", "0"))

    def is_locked(self, style: int) -> bool:
        """Tell whether the style locks its cell once the sheet is protected."""
        if not 0 <= style < len(self._xf_tree):
            return True
        found = next((item for item in self._xf_tree[style] if local(item) == "protection"), None)
        return found is None or found.get("locked", "1") in {"1", "true"}

    def fill_colour(self, style: int) -> str:
        """Give the colour of the style's solid fill as RRGGBB, "" where there is none."""
        if not 0 <= style < len(self._xf_tree):
            return ""
        index = whole_number(self._xf_tree[style].get("fillId", "0"))
        pattern = next(iter(self._fills[index]), None) if 0 <= index < len(self._fills) else None
        if pattern is None or pattern.get("patternType") != "solid":
            return ""
        return next(
            (item.get("rgb", "")[-6:].upper() for item in pattern if local(item) == "fgColor"), ""
        )

    # --- new styles

    def fitted(self, style: int, stored: Stored, *, dressing: bool = False) -> int:
        """Give the style that shows a value of this kind and else looks the same; the style itself where it fits.

        dressing: the style comes from a neighbour, so a format that is not fit for the kind must go; otherwise a cell
        keeps its own format as long as the value can be read in it.
        """
        key = (style, stored, dressing)
        if key not in self._memo:
            self._memo[key] = self._fit(style, stored, dressing=dressing)
        return self._memo[key]

    def _fit(self, style: int, stored: Stored, *, dressing: bool) -> int:
        number = self._format_of(style)
        if stored == "date":
            return (
                style
                if self.shows_date(style)
                else self._with_format(style, self.add_format(DATE_CODE))
            )
        wrong = self.shows_date(style) or self.shows_time(style) or number == _TEXT_FORMAT
        if stored == "number" and (wrong or (dressing and number)):
            return self._with_format(style, 0)
        if stored == "text" and dressing and number not in {0, _TEXT_FORMAT}:
            return self._with_format(style, 0)
        return style

    def _with_format(self, style: int, number: int) -> int:
        if 0 <= style < len(self._xfs):
            xf = self._xfs[style]
        else:
            xf = (
                b"<"
                + self._prefix
                + b'xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
            )
        end = xf.index(b">") + 1
        tag = set_attribute(xf[:end], b"numFmtId", str(number).encode())
        return self.add_style(set_attribute(tag, b"applyNumberFormat", b"1") + xf[end:])

    def add_format(self, code: str) -> int:
        """Give the id of a number format, adding it where it is new."""
        for number, known in self._formats.items():
            if known.replace("\\", "") == code:
                return number
        number = max([_FIRST_CUSTOM - 1, *self._formats]) + 1
        self._formats[number] = code
        item = b'numFmt numFmtId="%d" formatCode="%b"/>' % (number, escape_attribute(code))
        self._added["numFmts"].append(b"<" + self._prefix + item)
        return number

    def add_part(self, collection: str, content: str) -> int:
        """Give the index of a font, fill, border or conditional look, adding it where there is none alike.

        Takes: content: XML without prefix.
        """
        key = _key(parse_xml(content.encode()))
        known = self._keys[collection]
        if key not in known:
            known.append(key)
            self._added[collection].append(_prefixed(content, self._prefix))
        return known.index(key)

    def add_style(self, xf: bytes | str) -> int:
        """Give the index of a cell style, adding it where there is none alike."""
        raw = _prefixed(xf, self._prefix) if isinstance(xf, str) else xf
        element = _parse_bare(raw)
        key = _key(element)
        known = self._keys["cellXfs"]
        if key in known:
            return known.index(key)
        if len(known) >= MAX_STYLES:
            raise WriteFailedError(
                Text(
                    "工作簿的单元格样式已达上限(64000 种),无法再加。请清理样式后再试",
                    "The workbook has reached the limit of 64,000 cell styles. Clean them up and try again",
                )
            )
        known.append(key)
        self._xfs.append(raw)
        self._xf_tree.append(element)
        self._added["cellXfs"].append(raw)
        return len(known) - 1

    def extends(self, old: "StyleBook") -> bool:
        """Tell whether these styles are the old ones with nothing changed and perhaps some added behind."""
        for name in {*old.spans, *self.spans}:
            before, now = old.items_of(name), self.items_of(name)
            if now[: len(before)] != before or (
                len(now) > len(before) and name not in _COLLECTIONS
            ):
                return False
        return True

    def items_of(self, name: str) -> list[bytes]:
        """Give the items of a collection as they are written, or another element whole."""
        if name not in self.spans:
            return []
        spans = self._children(name) if name in _COLLECTIONS else [self.spans[name]]
        return [self._data[span.start : span.end] for span in spans]

    def render(self) -> bytes:
        """Give the part's new bytes: the old with the new items behind them."""
        edits: list[Edit] = []
        for name, items in self._added.items():
            if items:
                edits.extend(self._extended(name, items))
        return apply_edits(self._data, edits)

    def _extended(self, name: str, items: list[bytes]) -> Iterable[Edit]:
        span = self.spans.get(name)
        if span is None:
            tag = self._prefix + name.encode()
            # Only two may be missing: numFmts comes first, dxfs behind the cell styles.
            whole = b"<" + tag + b' count="%d">' % len(items) + b"".join(items) + b"</" + tag + b">"
            before = [self.spans[one].end for one in _BEFORE_DXFS if one in self.spans]
            at = before[0] if name == "dxfs" else self._root.inner
            yield (at, at, whole)
            return
        count = str(len(self._children(name)) + len(items)).encode()
        if span.is_short:
            tag = set_attribute(self._data[span.start : span.end], b"count", count)
            yield (span.start, span.end, append_child(tag, child_spans(tag)[0], b"".join(items))[2])
            return
        yield (
            span.start,
            span.inner,
            set_attribute(self._data[span.start : span.inner], b"count", count),
        )
        yield (span.close, span.close, b"".join(items))


def main_namespace(package: Package) -> str:
    """Give the namespace of the workbook's own elements, strict or transitional."""
    return _STRICT_MAIN if package.is_strict else _MAIN


def is_date_code(code: str) -> bool:
    """Tell whether a number format shows days, not only times."""
    first = code.partition(";")[0]
    bare = _LITERAL.sub("", first).lower().replace("general", "")
    if "y" in bare or "d" in bare:
        return True
    is_minutes = bool(_ELAPSED.search(first) or set("hs") & set(bare))
    return "m" in bare and not is_minutes


def is_time_code(code: str) -> bool:
    """Tell whether a number format shows hours, minutes or seconds."""
    first = code.partition(";")[0]
    return bool(_ELAPSED.search(first) or set("hs") & set(_LITERAL.sub("", first).lower()))


def _key(element: Any) -> Any:
    return (
        local(element),
        tuple(sorted(element.attrib.items())),
        tuple(_key(item) for item in element),
    )


def _prefixed(content: str, prefix: bytes) -> bytes:
    return re.sub(rb"<(/?)(?=[A-Za-z])", lambda m: b"<" + m[1] + prefix, content.encode())


def _parse_bare(raw: bytes) -> Any:
    """Parse an element whose prefixes are declared elsewhere."""
    prefixes = set(re.findall(rb"[<\s/]([A-Za-z_][\w.-]*):", raw)) - {b"xml"}
    declared = b"".join(b' xmlns:%b="urn:%b"' % (prefix, prefix) for prefix in prefixes)
    return parse_xml(b"<r" + declared + b">" + raw + b"</r>")[0]
