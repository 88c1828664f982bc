"""The records of both frames as arrays of codes, one a field: each distinct value is prepared and compared once."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.importing.people import companies, names
from pipeline.importing.people.accounts import account_name
from pipeline.importing.people.attributes import COMPARE
from pipeline.importing.people.companies import looks_like_company, read_company
from pipeline.importing.people.hanzi import folded
from pipeline.importing.people.names import read_name
from schemas.values import plain

Codes = npt.NDArray[np.int32]
Places = npt.NDArray[np.int64]
Levels = npt.NDArray[np.int8]
"""What was found, a Found for each pair."""
BLANK: Final = -1
_LONGEST: Final = 300
"""Characters of a cell that are compared: no name is longer, and a pasted page must not take hours."""
_MOST: Final = 20
"""Phones or addresses of one record that are compared, for the same reason."""

_PLACE_WORDS: Final = re.compile(
    r"(?<=[一-鿿]{2})(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|省|市)|中国"
)
_SPACES: Final = re.compile(r"[\s,，。.;；、#]+")
_NOT_ALPHANUMERIC: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Coded:
    """One field of all records. codes: place in values, BLANK = unknown · values: distinct, ready to be compared."""

    codes: Codes
    values: Sequence[Any]

    def held(self, customer: Places) -> tuple[Places, Places]:
        """Give each value's code once with each customer who has it; customer: who each record is."""
        known = self.codes != BLANK
        together = np.unique(self.codes[known] * np.int64(len(customer)) + customer[known])
        return together // max(len(customer), 1), together % max(len(customer), 1)

    def times(self, customer: Places) -> Iterator[tuple[Any, int]]:
        """Give each value with how many customers have it."""
        counts = np.bincount(self.held(customer)[0], minlength=len(self.values))
        return zip(self.values, counts.tolist(), strict=True)

    def holders(self, customer: Places) -> Iterator[tuple[Any, int]]:
        """Give each value as often as there are customers who have it, with each of them."""
        codes, holders = self.held(customer)
        return zip((self.values[code] for code in codes.tolist()), holders.tolist(), strict=True)

    def blocks(
        self, keys: Callable[[Any], frozenset[str] | tuple[str, ...]]
    ) -> list[tuple[str, ...]]:
        """Give the keys of each record."""
        of_value = [tuple(sorted(keys(value))) for value in self.values]
        of_value.append(())
        return [of_value[code] for code in self.codes.tolist()]


@dataclass(frozen=True, slots=True)
class Records:
    """The existing records, then the incoming ones, by their place.

    existing: how many are existing · labels: index of each in its frame · fields: coded; "name", "company" and "account",
    the name that its accounts are made of, taken apart · is_company: the customer is the company, its person a contact · shown: field → text
    of each record as it stands.
    """

    existing: int
    labels: Sequence[int]
    fields: Mapping[str, Coded]
    is_company: npt.NDArray[np.bool_]
    shown: Mapping[str, Sequence[Any]]

    @property
    def count(self) -> int:
        """Give how many there are."""
        return len(self.labels)


def read_records(existing: pd.DataFrame, incoming: pd.DataFrame) -> Records:
    """Read both frames, each in the order of its contents; a column that one lacks is unknown there."""
    order = _by_content(existing), _by_content(incoming)
    existing, incoming = existing.iloc[order[0]], incoming.iloc[order[1]]
    shown = {column: _cells(existing, column) + _cells(incoming, column) for column in _COLUMNS}
    is_company = np.zeros(len(existing) + len(incoming), dtype=np.bool_)
    people: list[str] = []
    works: list[str] = []
    for place, (name, person, company) in enumerate(
        zip(shown["name"], shown["person"], shown["company"], strict=True)
    ):
        own = bool(name) and not person and (company == name or looks_like_company(name))
        works.append(company or (name if own else ""))
        people.append(
            person or ("" if own or (company and not name) else name if name != company else "")
        )
        is_company[place] = own or bool(company and (name == company or not (name or person)))
    fields = {
        "name": _coded(people, read_name, names.UNKNOWN),
        "company": _coded(works, read_company, companies.UNKNOWN),
    }
    for column in COMPARE:
        fields[column] = _coded(shown[column], _READ[column], None)
    accounts = [
        (*_several(emails), wechat.lower())
        for emails, wechat in zip(shown["emails"], shown["wechat"], strict=True)
    ]
    fields["account"] = _coded(accounts, account_name, names.UNKNOWN)
    shown["name"], shown["company"] = people, works
    labels = [*existing.index.tolist(), *incoming.index.tolist()]
    return Records(len(existing), labels, fields, is_company, shown)


def _by_content(frame: pd.DataFrame) -> list[int]:
    """Give the order in which everything is done, so that it does not depend on the order of the list."""
    contents = list(map(repr, zip(*(_cells(frame, column) for column in _COLUMNS), strict=True)))
    return sorted(range(len(frame)), key=contents.__getitem__)


def _cells(frame: pd.DataFrame, column: str) -> list[Any]:
    if column not in frame:
        return [""] * len(frame)
    return [
        cell
        if isinstance(cell, str)
        else tuple(cell)
        if isinstance(cell, (tuple, list))
        else plain(cell)
        for cell in frame[column].tolist()
    ]


def _coded(cells: Sequence[Any], read: Callable[[Any], Any], unknown: Any) -> Coded:
    """Give each distinct cell its value, and each distinct value its number; what reads as nothing is BLANK."""
    value_of: dict[Any, int] = {}
    code_of: dict[Any, int] = {}
    for cell in dict.fromkeys(cells):
        value = (
            read(cell[:_LONGEST] if isinstance(cell, str) else cell[:_MOST]) if cell else unknown
        )
        code_of[cell] = (
            value_of.setdefault(value, len(value_of)) if value and value != unknown else BLANK
        )
    codes = np.fromiter((code_of[cell] for cell in cells), dtype=np.int32, count=len(cells))
    return Coded(codes, list(value_of))


def _several(cell: Any) -> tuple[str, ...]:
    singles = cell if isinstance(cell, tuple) else (cell,)
    return tuple(sorted({plain(single).lower() for single in singles if single}))


def _alphanumeric(cell: str) -> str:
    return _NOT_ALPHANUMERIC.sub("", plain(cell)).lower()


def _address(cell: str) -> str:
    return _SPACES.sub(" ", folded(plain(cell).lower())).strip()


def _place(cell: str) -> str:
    return _NOT_ALPHANUMERIC.sub("", _PLACE_WORDS.sub("", folded(plain(cell).lower())))


_READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    "phones": _several,
    "emails": _several,
    "wechat": lambda cell: plain(cell).lower(),
    "identity": _alphanumeric,
    "customer_id": _alphanumeric,
    "birthday": plain,
    "address": _address,
    "postcode": _alphanumeric,
    "city": _place,
    "country": _place,
}
_COLUMNS: Final = ("name", "person", "company", *COMPARE)
