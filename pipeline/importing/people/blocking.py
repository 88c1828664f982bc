"""Which records are held against each other at all: those that share a key, so cost grows with the list, not its square.

A key that many records share (a switchboard, a very common name) is joined with a second key of each record; only pairs
that share both remain. Where even both are shared by very many, each record is held against the next few in order, which
still joins all of them.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.importing.people.companies import Company
from pipeline.importing.people.hanzi import blurred_sound
from pipeline.importing.people.names import Name
from pipeline.importing.people.records import Places, Records

Keys = Sequence[tuple[str, ...]]

HOT: Final = 40
"""Records that share one key: above it the key alone makes no pairs."""
_OWN: Final = 3
"""How many of the columns of keys are a person's own."""
NEIGHBOURS: Final = 4
"""How many of the next records a record is held against where two shared keys are not enough."""


class Candidates(NamedTuple):
    """Pairs of places, the smaller first. own: they share an e-mail address, an account or a document."""

    left: Places
    right: Places
    own: npt.NDArray[np.bool_]

    def between(self, start: int, end: int) -> "Candidates":
        """Give some of them."""
        return Candidates(self.left[start:end], self.right[start:end], self.own[start:end])


def candidate_pairs(records: Records) -> Candidates:
    """Give each pair that shares a key, once; two existing records are no pair."""
    seconds = _second_keys(records)
    found = [np.unique(_pairs_of(keys, seconds, records)) for keys in _key_columns(records)]
    both = np.unique(np.concatenate(found))
    own = np.isin(both, np.concatenate(found[:_OWN]))
    return Candidates(both // records.count, both % records.count, own)


def _key_columns(records: Records) -> Iterator[Keys]:
    """Give every column of keys, those that are a person's own first."""
    fields = records.fields
    yield fields["emails"].blocks(lambda values: values)
    yield fields["wechat"].blocks(lambda value: (value,))
    yield fields["identity"].blocks(lambda value: (value,))
    yield fields["phones"].blocks(lambda values: values)
    yield fields["customer_id"].blocks(lambda value: (value,) if len(value) > 3 else ())  # noqa: PLR2004 -- 1, 2, 3 … count rows
    names = fields["name"].blocks(lambda name: name.blocks)
    yield names
    yield fields["company"].blocks(_company_blocks)
    yield fields["address"].blocks(lambda value: (" ".join(sorted(value.split())),))
    yield fields["birthday"].blocks(lambda value: (value,))
    surnames = fields["name"].blocks(_surname_blocks)
    for field, shorten in (
        ("phones", _phone_parts),
        ("company", _company_blocks),
        ("birthday", _birthday_parts),
    ):
        yield _joined(surnames, fields[field].blocks(shorten))
    starts = fields["name"].blocks(_word_starts)
    for field in ("postcode", "address"):
        yield _joined(
            starts, fields[field].blocks(_address_starts if field == "address" else lambda v: (v,))
        )
    places = fields["postcode"].blocks(lambda value: (value,))
    yield _joined(places, fields["address"].blocks(_address_starts))


def _second_keys(records: Records) -> list[Keys]:
    """Give the keys with which hot keys are joined, in turn."""
    fields = records.fields
    return [
        fields["name"].blocks(lambda name: name.blocks or _surname_blocks(name)),
        fields["phones"].blocks(lambda values: values),
        fields["emails"].blocks(lambda values: values),
        fields["wechat"].blocks(lambda value: (value,)),
        fields["company"].blocks(_company_blocks),
        fields["birthday"].blocks(lambda value: (value,)),
        fields["address"].blocks(lambda value: (value,)),
    ]


def _surname_blocks(name: Name) -> tuple[str, ...]:
    if name.kind == "latin":
        return tuple({blurred_sound(name.tokens[0])[:5], blurred_sound(name.tokens[-1])[:5]})
    return (blurred_sound(name.surname_sound or name.sound)[:5],)


def _word_starts(name: Name) -> tuple[str, ...]:
    return tuple({token[:3] for token in name.tokens})


def _company_blocks(company: Company) -> tuple[str, ...]:
    first = company.core.split(" ")[0] if company.core.isascii() else ""
    return tuple({company.core, company.brand, *((first,) if len(first) > 3 else ())})  # noqa: PLR2004 -- letters


def _phone_parts(phones: tuple[str, ...]) -> tuple[str, ...]:
    return tuple({part for phone in phones if len(phone) > 7 for part in (phone[:-4], phone[-4:])})  # noqa: PLR2004 -- digits


def _birthday_parts(birthday: str) -> tuple[str, ...]:
    return (birthday[-5:], birthday[:4])


def _address_starts(address: str) -> tuple[str, ...]:
    return (address[:6],)


def _joined(one: Keys, other: Keys) -> Keys:
    return [
        tuple(f"{a}\0{b}" for a in left for b in right)
        for left, right in zip(one, other, strict=True)
    ]


def _pairs_of(keys: Keys, seconds: Sequence[Keys], records: Records) -> Places:
    codes, places = _numbered(keys)
    cool, hot = _by_heat(codes)
    pairs = [_within(codes[cool], places[cool], HOT, records)]
    if hot.any():
        for second in seconds:
            more, more_places = _numbered(
                [
                    tuple(f"{code}\0{key}" for key in second[place])
                    for code, place in zip(codes[hot].tolist(), places[hot].tolist(), strict=True)
                ]
            )
            more_places = places[hot][more_places]
            cool_too, still_hot = _by_heat(more)
            pairs.append(_within(more[cool_too], more_places[cool_too], HOT, records))
            pairs.append(_within(more[still_hot], more_places[still_hot], NEIGHBOURS, records))
    return np.concatenate(pairs)


def _numbered(keys: Keys) -> tuple[Places, Places]:
    """Give every key of every record as a number, with the record's place; blank keys are no keys."""
    places = np.repeat(np.arange(len(keys)), [len(of_one) for of_one in keys])
    flat = np.array([key for of_one in keys for key in of_one], dtype=object)
    if not len(flat):
        return np.zeros(0, dtype=np.int64), places
    codes = pd.factorize(flat)[0].astype(np.int64)
    order = np.lexsort((places, codes))
    return codes[order], places[order]


def _by_heat(codes: Places) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    sizes = np.bincount(codes)[codes] if len(codes) else codes
    return (sizes > 1) & (sizes <= HOT), sizes > HOT


def _within(codes: Places, places: Places, reach: int, records: Records) -> Places:
    """Pair each record with the next ones, up to reach, that have the same code; both sorted by code, then place."""
    found = [np.zeros(0, dtype=np.int64)]
    for step in range(1, min(reach, len(codes))):
        together = codes[step:] == codes[:-step]
        if not together.any():
            break
        left, right = places[:-step][together], places[step:][together]
        wanted = (right >= records.existing) & (left != right)
        found.append(left[wanted] * records.count + right[wanted])
    return np.concatenate(found)
