"""Phone numbers as people write them: several in a cell, with notes, labels, extensions, or kept as a rounded number.

In the workbook: a Chinese mobile as 13800138000, a land line as 021-62881234-8001, a foreign number as +44 20 7946 0958.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Any, Final, NamedTuple

from pipeline.understanding.cells.found import Found
from pipeline.understanding.cells.problems import sentence
from pipeline.understanding.cells.texts import tidy
from schemas.values import is_blank

_HOME: Final = "CN"
_HOME_CODE: Final = 86
_DASHES: Final = re.compile(r"[‐‑‒–—―−ー－~～]")
_WHOLE_NUMBER: Final = re.compile(r"(\+?\d{5,20})\.0+")
_SCIENTIFIC: Final = re.compile(r"(\d)(?:\.(\d+))?[eE]\+?(\d{1,2})")
_ROUNDED: Final = re.compile(r"\d{4}0{7,}")  # 1.38E+10 that was saved, opened and saved again
_NOTE: Final = re.compile(r"[(\[【{<][^()\[\]【】{}<>]*[)\]】}>]")
_EXTENSION: Final = r"(?:转|轉|分机|分機|内线|extension|ext|x|#)"
_NUMBER: Final = re.compile(
    r"(?P<digits>(?:\+\s?)?\(?\+?\d[\d\s().-]*\d|\d)(?:\s*[(,]?\s*"
    + _EXTENSION
    + r"[\s.:]*(?P<extension>\d{1,6})\)?)?",
    re.IGNORECASE,
)
_FAX: Final = re.compile(r"传真|傳真|fax|\bf(?=\s*[:.])", re.IGNORECASE)
_TELEPHONE: Final = re.compile(
    r"电话|電話|手机|手機|座机|办公|联系|\btel|phone|mobile|cell|\bm(?=\s*[:.])|\bt(?=\s*[:.])",
    re.IGNORECASE,
)
_MOBILE: Final = re.compile(r"(?:(?:\+|00)?86|0)?(1[3-9]\d{9})")
_LAND_LINE: Final = re.compile(
    r"(?:(?:\+|00)?86\D{0,2})?\(?(?:\+?86\D{0,2})?0?(10|2\d|[3-9]\d{2})\)?[\s.-]*([2-9](?:[\s.-]?\d){6,7})(?:-(\d{1,6}))?"
)
_TRUNK_ZERO: Final = re.compile(r"(?<=\d)\s*\(0\)")
_MASKED: Final = re.compile(r"\d{2,4}\s?[*×xX•●]{3,}\s?\d{2,4}")
_OTHER_ENDING: Final = re.compile(r"\d\s*/\s*(\d{1,4})(?!\d)")  # 0755-83221234/35
_SPACES_AND_SIGNS: Final = re.compile(r"[\s().-]+")
_SHORTEST, _SHORTEST_WHOLE, _LONGEST = 5, 7, 15
_AREA_DIGITS: Final = frozenset((7, 8))


class Number(NamedTuple):
    """One number. shown: as the workbook writes it · e164: for comparing, "" where it is not whole · code: what is wrong."""

    shown: str
    e164: str = ""
    code: str = ""


class Numbers(NamedTuple):
    """The numbers of one cell in the order written, fax numbers apart.

    endings: other last digits of the number before them · lost: why there are no digits to read: a code, "" = there are.
    """

    found: tuple[Number, ...] = ()
    faxes: tuple[Number, ...] = ()
    endings: tuple[str, ...] = ()
    lost: str = ""


def phone(cell: Any, country: str = _HOME) -> Found:
    """Read one cell of phone numbers: the first whole one is taken, a fax number never.

    Takes:   country: where a number without a country code is from.
    Returns: text as the team writes it; a number that is not whole stays as written, with its problem.
    """
    if is_blank(cell):
        return Found(None)
    found, faxes, endings, lost = numbers(cell, country)
    if lost:
        return Found(None, lost)
    if not found:
        return Found(None, "only_fax" if faxes else "not_a_phone")
    first = next((number for number in found if number.e164), found[0])
    others = [number.shown for number in (*found, *faxes) if number.shown != first.shown] + list(
        endings
    )
    if others:
        return Found(first.shown, "more_numbers", sentence("more_numbers", found=", ".join(others)))
    problem = sentence(first.code, found=first.shown) if first.code == "country_guessed" else None
    return Found(first.shown, first.code, problem)


def comparable_phones(cell: Any, country: str = _HOME) -> tuple[str, ...]:
    """Give every whole number of a cell as E.164 (+8613800138000), each once; fax numbers are no phones."""
    if is_blank(cell):
        return ()
    return tuple(
        dict.fromkeys(number.e164 for number in numbers(cell, country).found if number.e164)
    )


def numbers(cell: Any, country: str = _HOME) -> Numbers:
    """Find the numbers in a cell."""
    text = _DASHES.sub("-", unicodedata.normalize("NFKC", tidy(cell)))
    if country == _HOME and (usual := _usual(text)):
        return Numbers((usual,))
    if _MASKED.search(text):
        return Numbers(lost="phone_masked")
    if whole := _WHOLE_NUMBER.fullmatch(text):
        text = whole[1]
    if scientific := _SCIENTIFIC.fullmatch(text):
        digits, exponent = scientific[1] + (scientific[2] or ""), int(scientific[3])
        if len(digits) <= exponent or exponent >= _LONGEST:
            return Numbers(lost="digits_lost")
        text = digits[: exponent + 1]
    if _ROUNDED.fullmatch(text):
        return Numbers(lost="digits_lost")
    return _all_numbers(_NOTE.sub(_without_notes, _TRUNK_ZERO.sub(" ", text)), country)


def _usual(text: str) -> Number | None:
    """Read what most cells hold, a mobile or a land line and nothing else; None where it is more than that."""
    if mobile := _MOBILE.fullmatch(text):
        return None if _ROUNDED.fullmatch(mobile[1]) else Number(mobile[1], f"+86{mobile[1]}")
    return _land_line(text, "") if text.startswith("0") else None


def _without_notes(match: re.Match[str]) -> str:
    """Keep what stands in brackets where it belongs to the number: (021), (0), (转8001), (13800138000)."""
    inside = match[0][1:-1]
    kept = re.fullmatch(
        rf"[\s+]*\d[\d\s-]*|\s*{_EXTENSION}[\s.:]*\d{{1,6}}\s*", inside, re.IGNORECASE
    )
    return (
        match[0]
        if kept
        else f" {inside} "
        if sum(map(str.isdigit, inside)) >= _SHORTEST_WHOLE
        else " "
    )


def _all_numbers(text: str, country: str) -> Numbers:
    found: dict[str, Number] = {}
    faxes: dict[str, Number] = {}
    end, is_fax = 0, False
    for match in _NUMBER.finditer(text):
        between = text[end : match.start()]
        if _TELEPHONE.search(between):
            is_fax = False
        elif _FAX.search(between):
            is_fax = True
        end = match.end()
        for number in _read(match["digits"], match["extension"] or "", country):
            (faxes if is_fax else found).setdefault(number.shown, number)
    endings = tuple(f"/{ending}" for ending in _OTHER_ENDING.findall(text))
    return Numbers(tuple(found.values()), tuple(faxes.values()), endings)


def _read(written: str, extension: str, country: str) -> list[Number]:
    """Read one run of digits; blanks inside may set two numbers apart."""
    digits = sum(map(str.isdigit, written))
    if digits < _SHORTEST:
        return []
    pieces = written.split()
    if len(pieces) > 1 and all(
        _MOBILE.fullmatch(piece) or _is_land_line(piece) for piece in pieces
    ):
        return [_one(piece, "", country) for piece in pieces[:-1]] + [
            _one(pieces[-1], extension, country)
        ]
    if digits > _LONGEST + (6 if "-" in written else 0) and len(pieces) > 1:
        return [number for piece in pieces for number in _read(piece, "", country)]
    return [_one(written, extension, country)]


def _is_land_line(text: str) -> bool:
    match = _LAND_LINE.fullmatch(text)
    return bool(match) and text.lstrip("(").startswith("0")


def _one(written: str, extension: str, country: str) -> Number:
    bare = _SPACES_AND_SIGNS.sub("", written)
    if country == _HOME or bare.startswith(("+86", "0086")):
        if mobile := _MOBILE.fullmatch(bare):
            return _home(mobile[1], f"+86{mobile[1]}", extension, country)
        if line := _land_line(written, extension):
            return line if country == _HOME else _foreign(f"+86{line.e164[3:]}", extension, country)
    return _foreign(written.strip(), extension, country)


def _home(shown: str, e164: str, extension: str, country: str) -> Number:
    if country != _HOME:
        return _foreign(e164, extension, country)
    return Number(f"{shown}-{extension}" if extension else shown, e164)


def _land_line(written: str, extension: str) -> Number | None:
    """Read 021 6288-1234, (0755)83221234-801, 86-10-62881234; None where it is none."""
    match = _LAND_LINE.fullmatch(written.strip())
    if not match:
        return None
    area, local, inner = match[1], _SPACES_AND_SIGNS.sub("", match[2]), match[3] or ""
    if not (written.lstrip("( ").startswith(("0", "+", "86")) and _area_exists(area, len(local))):
        return None
    extension = extension or inner
    return Number(f"0{area}-{local}" + (f"-{extension}" if extension else ""), f"+86{area}{local}")


@lru_cache(maxsize=4096)
def _area_exists(area: str, length: int) -> bool:
    import phonenumbers  # noqa: PLC0415 -- only lists with such numbers pay for it

    return any(
        phonenumbers.is_valid_number(
            phonenumbers.PhoneNumber(country_code=86, national_number=int(area + local))
        )
        for local in ("62881234"[:length], "83221234"[:length], "25881234"[:length])
    )


@lru_cache(maxsize=65_536)
def _foreign(written: str, extension: str, country: str) -> Number:
    """Read any other number with the library; what it does not know stays as written."""
    import phonenumbers as library  # noqa: PLC0415 -- see above

    digits = _SPACES_AND_SIGNS.sub("", written)
    local = digits.lstrip("+")
    for text, guessed in ((written, False), (f"+{local}", True)):
        if guessed and (digits.startswith(("+", "0")) or len(local) < 10):  # noqa: PLR2004 -- shorter ones fit many countries
            break
        try:
            number = library.parse(text, country)
        except library.NumberParseException:
            continue
        if library.is_valid_number(number) and (
            guessed or not _lacks_trunk_zero(library, number, digits)
        ):
            return _written_out(
                library, number, extension, country, "country_guessed" if guessed else ""
            )
    if country == _HOME and len(local) in _AREA_DIGITS and local[0] in "2345678":
        return Number(f"{local}-{extension}" if extension else local, "", "no_area_code")
    shown = re.sub(r"\s+", " ", written).strip(" -.")
    return Number(f"{shown}-{extension}" if extension else shown, "", "phone_doubtful")


def _lacks_trunk_zero(library: Any, number: Any, digits: str) -> bool:
    """Tell whether a land line at home is written without its 0: 415-555-2671 is more often an American number."""
    is_line = library.number_type(number) == library.PhoneNumberType.FIXED_LINE
    return bool(
        number.country_code == _HOME_CODE and is_line and not digits.startswith(("0", "+", "86"))
    )


def _written_out(library: Any, number: Any, extension: str, country: str, code: str) -> Number:
    e164 = library.format_number(number, library.PhoneNumberFormat.E164)
    if number.country_code == _HOME_CODE and country == _HOME:
        shown = library.format_number(number, library.PhoneNumberFormat.NATIONAL).replace(
            " ", "-"
        )  # 400-820-8820
    else:
        shown = library.format_number(number, library.PhoneNumberFormat.INTERNATIONAL)
    return Number(f"{shown}-{extension}" if extension else shown, e164, code)
