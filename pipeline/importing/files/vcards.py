"""Contacts exported from phones and mail programs: vCard 2.1, 3.0 and 4.0, several cards in one file."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from pipeline.importing.files.vcard_lines import Property, RawLine, decoded, read_property, unfolded
from pipeline.understanding.cells.texts import HAN
from pipeline.understanding.model import Repair, Sniffed, SourceTable, Unread
from schemas.texts import Text

FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "NAME": "name",
        "CONTACT": "contact_person",
        "TEL": "phone",
        "EMAIL": "email",
        "WECHAT": "wechat",
        "BDAY": "birthday",
        "CITY": "city",
        "COUNTRY": "country",
        "ADR": "address",
        "CATEGORIES": "labels",
        "TITLE": "work",
    }
)
"""Header in the table → key of the customer sheet's column."""

_NO_END: Final = Text(
    "名片没有结束行，按文件里有的内容读入", "the card has no end; what is there was read"
)
_BAD_ENCODING: Final = Text(
    "{name} 的编码损坏，原样保留", "{name} has a damaged encoding and is kept as it stands"
)
_PICTURE: Final = Text("{name}（约 {kb} KB）没有导入", "{name} (about {kb} KB) is not imported")
_NOT_A_LINE: Final = Text("名片里的这一行看不懂", "this line of a card cannot be read")
_OUTSIDE: Final = Text("这一行不在任何名片里", "this line stands outside every card")
_EMPTY: Final = Text("名片是空的", "the card is empty")
_DATED: Final = "vnd.android.cursor.item/contact_event"
_NICKNAME: Final = "vnd.android.cursor.item/nickname"
_ANDROID_BIRTHDAY: Final = "3"
_WECHAT: Final = ("wechat", "weixin", "微信")
_NO_VALUE: Final = frozenset(("VERSION", "BEGIN", "END"))
_BETWEEN: Final = "; "
_SCHEME: Final = re.compile(r"^(?:tel|mailto):", re.IGNORECASE)


@dataclass(slots=True)
class _Card:
    line: int
    properties: list[Property] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    cards: list[_Card] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


def read_vcards(file: str, data: bytes) -> SourceTable:
    """Read all cards of one file.

    Takes:   file: name as given; data: its bytes, in any encoding.
    Returns: one row a card; what belongs to a column of the customer sheet has its key in `fields`, every other
             property stands in a column of its own, several values of one joined by "; ". A card without content and
             a line that is no property are in `unread`; pictures are left out, and that is told.
    Raises:  nothing.
    """
    reading = _read_cards(unfolded(data))
    rows: list[dict[str, str]] = []
    lines: list[int] = []
    for card in reading.cards:
        cells = _cells(card, reading.repairs)
        if cells:
            rows.append(cells)
            lines.append(card.line)
        else:
            reading.unread.append(Unread(card.line, "\n".join(card.raw), _EMPTY))
    used = dict.fromkeys(header for row in rows for header in row)
    headers = [header for header in FIELDS if header in used] + [
        header for header in used if header not in FIELDS
    ]
    versions = sorted(
        {p.text for card in reading.cards for p in card.properties if p.name == "VERSION"}
    )
    found = Sniffed(
        "format",
        f"vCard {', '.join(versions)}".strip(),
        Text("文件以 BEGIN:VCARD 开头", "it begins with BEGIN:VCARD"),
    )
    return SourceTable(
        file,
        "",
        "vcard",
        headers,
        0,
        lines,
        [[row.get(header, "") for header in headers] for row in rows],
        (found,),
        tuple(sorted(reading.repairs, key=lambda repair: repair.line)),
        tuple(sorted(reading.unread, key=lambda entry: entry.line)),
        {place: FIELDS[header] for place, header in enumerate(headers) if header in FIELDS},
    )


def _read_cards(lines: Iterable[RawLine]) -> _Reading:
    """Gather the properties of each card; a card that does not end is ended by the next one, or by the file."""
    reading = _Reading()
    open_cards: list[_Card] = []
    for raw in lines:
        words = raw.data.strip().upper().replace(b" ", b"")
        if not words:
            continue
        if words == b"BEGIN:VCARD":
            if open_cards and not _holds_a_card(open_cards[-1]):
                _close(open_cards.pop(), reading, ended=False)
            open_cards.append(_Card(raw.number))
        elif words == b"END:VCARD" and open_cards:
            _close(open_cards.pop(), reading, ended=True)
        elif open_cards:
            _add(raw, open_cards[-1], reading)
        else:
            reading.unread.append(Unread(raw.number, decoded(raw.data), _OUTSIDE))
    for card in open_cards:
        _close(card, reading, ended=False)
    reading.cards.sort(key=lambda card: card.line)
    return reading


def _holds_a_card(card: _Card) -> bool:
    """Tell whether a card within the card follows: AGENT of vCard 2.1."""
    return (
        bool(card.properties)
        and card.properties[-1].name == "AGENT"
        and not card.properties[-1].value
    )


def _close(card: _Card, reading: _Reading, *, ended: bool) -> None:
    reading.cards.append(card)
    if not ended:
        reading.repairs.append(Repair(card.line, _NO_END))


def _add(raw: RawLine, card: _Card, reading: _Reading) -> None:
    found = read_property(raw)
    if found is None:
        reading.unread.append(Unread(raw.number, decoded(raw.data), _NOT_A_LINE))
        return
    card.properties.append(found)
    card.raw.append(decoded(raw.data))


def _cells(card: _Card, repairs: list[Repair]) -> dict[str, str]:
    """Give the cells of one card by header; empty where it says nothing."""
    values: dict[str, list[str]] = {}
    labels = {p.group: p.text.lower() for p in card.properties if p.group and p.name == "X-ABLABEL"}
    for one in sorted(card.properties, key=_preference):
        if one.broken:
            repairs.append(Repair(card.line, _BAD_ENCODING.fill(name=one.name)))
        if one.size:
            repairs.append(
                Repair(card.line, _PICTURE.fill(name=one.name, kb=max(1, one.size // 1024)))
            )
            values.setdefault(one.name, []).append(f"{max(1, one.size // 1024)} KB")
        elif one.name not in _NO_VALUE:
            for header, value in _placed(one, labels.get(one.group, "")):
                if value and value not in values.setdefault(header, []):
                    values[header].append(value)
    _name_card(values, card.properties)
    return {header: _BETWEEN.join(found) for header, found in values.items() if found}


def _preference(one: Property) -> tuple[bool, bool, int]:
    """Order the values of a property: the preferred one first, then mobiles."""
    preferred = "PREF" in one.types or "PREF" in one.parameters
    return not preferred, "CELL" not in one.types, one.line


def _placed(one: Property, label: str) -> list[tuple[str, str]]:
    """Give the headers under which the values of one property go."""
    if one.name in _PLACED:
        return _PLACED[one.name](one)
    text = one.text
    if one.name == "TEL":
        is_fax = "FAX" in one.types or "fax" in label or "传真" in label
        return [("FAX" if is_fax else "TEL", _SCHEME.sub("", text))]
    said = f"{label} {one.name} {' '.join(one.parameters.get('X-SERVICE-TYPE', ()))} {text}".lower()
    if one.name.startswith(("X-WECHAT", "X-WEIXIN", "IMPP", "URL")) and any(
        word in said for word in _WECHAT
    ):
        return [("WECHAT", text.rpartition(":")[2].strip("/"))]
    return [(one.name, text)]


def _address(one: Property) -> list[tuple[str, str]]:
    box, extended, street, city, region, code, country = (one.parts() + [""] * 7)[:7]
    if HAN.search(f"{country}{region}{city}{street}"):
        order = [country, region, city, street, extended, box]
        apart = [
            part
            for place, part in enumerate(order)
            if not any(part in later for later in order[place + 1 :])
        ]
        whole = f"{''.join(apart)} {code}".strip()
    else:
        whole = ", ".join(
            part for part in (street, extended, box, city, region, code, country) if part
        )
    return [("CITY", city), ("COUNTRY", country), ("ADR", whole.replace("\n", " "))]


def _birthday(one: Property) -> str:
    unknown_year = next(iter(one.parameters.get("X-APPLE-OMIT-YEAR", ())), "")
    text = one.text
    return (
        f"-{text.removeprefix(unknown_year)}"
        if unknown_year and text.startswith(f"{unknown_year}-")
        else text
    )


def _android(one: Property) -> list[tuple[str, str]]:
    kind, value, *rest = [*one.parts(), ""]
    if kind == _DATED and rest and rest[0] == _ANDROID_BIRTHDAY:
        return [("BDAY", value)]
    if kind == _NICKNAME:
        return [("NICKNAME", value)]
    return [(one.name, one.text)]


_PLACED: Final[Mapping[str, Callable[[Property], list[tuple[str, str]]]]] = MappingProxyType(
    {
        "ADR": _address,
        "BDAY": lambda one: [("BDAY", _birthday(one))],
        "CATEGORIES": lambda one: [("CATEGORIES", part) for part in one.parts(",")],
        "EMAIL": lambda one: [("EMAIL", _SCHEME.sub("", one.text))],
        "X-ANDROID-CUSTOM": _android,
        "N": lambda _: [],
        "FN": lambda _: [],
        "ORG": lambda _: [],
    }
)
"""What is made of single properties; names are put together from N, FN and ORG."""


def _name_card(values: dict[str, list[str]], properties: list[Property]) -> None:
    """Put the names where they belong: a company is the customer and the person its contact; else the person is."""
    written = next((p.text for p in properties if p.name == "FN" and p.text), "")
    parts = next((p.parts() for p in properties if p.name == "N" and any(p.parts())), [])
    company = next((p.parts() for p in properties if p.name == "ORG" and any(p.parts())), [])
    person = _person(written, (parts + [""] * 5)[:5])
    company_name = next((part for part in company if part), "")
    if person == company_name:
        person = ""
    names = [("NAME", company_name or person), ("CONTACT", person if company_name else "")]
    names += [("DEPARTMENT", " ".join(part for part in company[1:] if part))]
    if written and written not in (person, company_name):
        names.append(("FN", written))
    if any(parts[3:]):
        names.append(("N", " ".join(part for part in parts if part)))
    for header, value in names:
        if value:
            values.setdefault(header, []).insert(0, value)


def _person(written: str, parts: list[str]) -> str:
    """Give the person's name: Chinese ones as surname and given name, whatever order the phone has written."""
    family, given, middle = parts[:3]
    if HAN.search(family + given) and " " not in family + given:
        return f"{family}{middle}{given}"
    return written or " ".join(part for part in (given, middle, family) if part)
