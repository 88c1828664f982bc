"""How our own sheets look: fonts, fills and cell styles, added to the workbook's styles behind the team's."""

from collections.abc import Iterable
from typing import Final, Literal
from xml.sax.saxutils import quoteattr

from pipeline.workbook.file.markup import local
from pipeline.workbook.parts.styles import DATE_CODE, StyleBook
from schemas.sheets import Look, Tone

TONE_FILLS: Final[dict[Tone, str]] = {
    "plain": "",
    "alarm": "FDE2E0",
    "warn": "FFF2CC",
    "good": "E2F0D9",
    "muted": "F2F2F2",
}
_TONE_INKS: Final[dict[Tone, str]] = {
    "plain": "",
    "alarm": "7B1A12",
    "warn": "5F4300",
    "good": "1E4620",
    "muted": "595959",
}
_HEADER_FILL: Final = "1F4E79"
_LINK_INK: Final = "0B57A4"
_NOTE_INK: Final = "767676"
_FORMATS: Final[dict[Look, str]] = {
    "text": "",
    "wrap": "",
    "date": DATE_CODE,
    "integer": "#,##0",
    "number": "#,##0.0",
    "percent": "0%",
}
_PLACES: Final[dict[Look, str]] = {"wrap": ' wrapText="1"', "date": ' horizontal="center"'}
_KEPT_FONT_PARTS: Final = ("sz", "name", "family", "charset", "scheme")


Asked = Literal["note", "header"] | tuple[Look, Tone, bool] | tuple[Literal["day"], Tone]
"""A look that an owned sheet has: its note's, its header's, a cell's by column, tone, and whether it is a link, or that
of a tone that rows take by the day, whose number is one of conditional looks."""


class Looks:
    """Gives the style of each cell of an owned sheet, adding what the workbook does not have yet."""

    def __init__(self, styles: StyleBook) -> None:
        """Take the workbook's styles; the attribute `given` holds every style given, in order."""
        self._styles = styles
        self.given: dict[Asked, int] = {}

    def take(self, asked: Iterable[Asked]) -> dict[Asked, int]:
        """Give the styles of looks, added in this order."""
        return {look: self._of(look) for look in asked}

    def note(self) -> int:
        """Give the style of the line above the header."""
        return self._of("note")

    def header(self) -> int:
        """Give the style of a header cell."""
        return self._of("header")

    def cell(self, look: Look, tone: Tone, *, link: bool) -> int:
        """Give the style of a cell with a value."""
        return self._of((look, tone, link))

    def by_day(self, tone: Tone) -> int:
        """Give the conditional look of a tone that rows take by the day."""
        return self._of(("day", tone))

    def _of(self, asked: Asked) -> int:
        if asked not in self.given:
            self.given[asked] = self._added(asked)
        return self.given[asked]

    def _added(self, asked: Asked) -> int:
        if asked == "note":
            return self._style(self._font(_NOTE_INK), 0, "", '<alignment vertical="center"/>')
        if asked == "header":
            align = '<alignment vertical="center" wrapText="1"/>'
            return self._style(self._font("FFFFFF", bold=True), self._fill(_HEADER_FILL), "", align)
        return self._conditional(asked[1]) if len(asked) == 2 else self._cell(*asked)  # noqa: PLR2004 -- as declared

    def _conditional(self, tone: Tone) -> int:
        fill = "".join(f'<{part} rgb="FF{TONE_FILLS[tone]}"/>' for part in ("fgColor", "bgColor"))
        return self._styles.add_part(
            "dxfs",
            f'<dxf><font><color rgb="FF{_TONE_INKS[tone]}"/></font><fill><patternFill patternType="solid">{fill}'
            "</patternFill></fill></dxf>",
        )

    def _cell(self, look: Look, tone: Tone, link: bool) -> int:  # noqa: FBT001 -- a look's own order
        ink = _LINK_INK if link else _TONE_INKS[tone]
        font = self._font(ink, underlined=link) if ink else 0
        fill = self._fill(TONE_FILLS[tone]) if TONE_FILLS[tone] else 0
        align = f'<alignment vertical="top"{_PLACES.get(look, "")}/>'
        return self._style(font, fill, _FORMATS[look], align)

    def _style(self, font: int, fill: int, code: str, alignment: str) -> int:
        number = self._styles.add_format(code) if code else 0
        return self._styles.add_style(
            f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="0" xfId="0" applyNumberFormat="1" '
            f'applyFont="1" applyFill="1" applyAlignment="1">{alignment}</xf>'
        )

    def _font(self, ink: str, *, bold: bool = False, underlined: bool = False) -> int:
        # The team's own default font, so that our sheets look like theirs.
        base = self._styles.default_font
        kept = {local(item): item.get("val", "") for item in base} if base is not None else {}
        parts = {
            name: f"<{name} val={quoteattr(kept[name])}/>"
            for name in _KEPT_FONT_PARTS
            if name in kept
        }
        start = ("<b/>" if bold else "") + ("<u/>" if underlined else "")
        rest = "".join(parts[name] for name in _KEPT_FONT_PARTS[1:] if name in parts)
        return self._styles.add_part(
            "fonts", f'<font>{start}{parts.get("sz", "")}<color rgb="FF{ink}"/>{rest}</font>'
        )

    def _fill(self, colour: str) -> int:
        inner = f'<fgColor rgb="FF{colour}"/><bgColor indexed="64"/>'
        return self._styles.add_part(
            "fills", f'<fill><patternFill patternType="solid">{inner}</patternFill></fill>'
        )
