"""How well a sheet fits a kind: which of its columns stand for which of the kind's, and what could be meant twice."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from pipeline.understanding.columns.header_scores import header_scores
from pipeline.understanding.columns.mapping import LIKELY, SURE, MappedColumn, map_columns
from pipeline.understanding.sheets.heads import Head
from schemas.columns import TEAM_WORDS, Column, Sheet
from schemas.headers import HeaderMatch, fold_header

_ALSO: Final = 0.8
"""From this score on a second column looks like the same one too."""


@dataclass(frozen=True, slots=True)
class Fit:
    """One sheet read as one kind."""

    head: Head
    match: HeaderMatch
    """Which column stands for which key."""
    mapped: Mapping[int, MappedColumn]
    """Excel column → what it was taken for, how sure and why."""

    @property
    def is_possible(self) -> bool:
        """Tell whether the sheet has what a sheet of this kind needs."""
        return all(
            any(key in self.match.columns for key in group) for group in self.match.sheet.needs
        )

    @property
    def score(self) -> int:
        """Count the columns that are understood."""
        return len(self.match.columns)


def fit(head: Head, sheet: Sheet, by_hand: Mapping[str, str]) -> Fit:
    """Read a sheet as one kind.

    Takes:   by_hand: key → header, as mapped in the settings; it goes before everything else.
    Returns: the fit; a column that tier or date hang on is taken only where it is sure.
    """
    asked = replace(sheet, columns=tuple(c for c in sheet.columns if c.key not in TEAM_WORDS))
    mapping = map_columns(head.sample, asked, profiles=head.profiles, with_more=True)
    said = {fold_header(header): key for key, header in by_hand.items()}
    written, doubles = _written(head, sheet)
    answers: dict[int, str | None] = {
        number - head.left: None for key, number in written.items() if sheet[key].method
    }
    answers |= {
        place: said[fold_header(header)]
        for place, header in enumerate(head.sample.headers)
        if header and fold_header(header) in said
    }
    mapped = {head.left + c.place: c for c in mapping.answered(answers).columns}
    columns = {
        column.key: number
        for number, column in mapped.items()
        if column.key is not None and _is_taken(sheet[column.key], column)
    }
    also = _seconds(mapped, columns)
    match = HeaderMatch(sheet, head.row, columns | written, head.names, doubles, also)
    return Fit(head, match, mapped)


def may_be(head: Head, sheet: Sheet, by_hand: Mapping[str, str]) -> bool:
    """Tell by the headers alone whether a sheet could be of a kind; cheap, so that most kinds are not looked into."""
    named = {key for text in head.names.values() for key in header_scores(text, sheet)}
    named |= by_hand.keys()
    wanted = {"customers": {"name", "contact_person", "customer_id"}}.get(sheet.key)
    return bool(named & wanted) if wanted else all(named & {*group} for group in sheet.needs)


def _is_taken(column: Column, mapped: MappedColumn) -> bool:
    names = column.key in ("name", "customer_id", "customer_name")
    return mapped.confidence >= (LIKELY if names or not column.steers else SURE)


def _seconds(
    mapped: Mapping[int, MappedColumn], columns: Mapping[str, int]
) -> dict[str, tuple[int, ...]]:
    """Give the columns that look like a key which another column has."""
    also: dict[str, list[int]] = {}
    for number, column in mapped.items():
        if column.key is not None and columns.get(column.key) == number:
            continue
        for key, score in column.candidates[:1]:
            if score >= _ALSO and key in columns:
                also.setdefault(key, []).append(number)
    return {key: tuple(numbers) for key, numbers in also.items()}


def _written(head: Head, sheet: Sheet) -> tuple[dict[str, int], dict[str, tuple[int, ...]]]:
    """Find the program's own columns by their exact names.

    Returns: key → column, one beside the team's before one that bears the plain name; key → columns where a name stands
             twice.
    """
    at: dict[str, list[int]] = {}
    for number, text in head.names.items():
        at.setdefault(fold_header(text), []).append(number)
    columns, doubles = {}, {}
    for column in sheet.columns:
        if not column.written:
            continue
        beside = _named(at, (column.header_beside("zh"), column.header_beside("en")))
        found = beside or _named(at, (column.zh, column.en))
        if len(found) == 1:
            columns[column.key] = found[0]
        elif found:
            doubles[column.key] = tuple(found)
    return columns, doubles


def _named(at: Mapping[str, list[int]], names: tuple[str, str]) -> list[int]:
    return [
        number for name in dict.fromkeys(map(fold_header, names)) for number in at.get(name, [])
    ]
