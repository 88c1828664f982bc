"""Which column of a list fills which column of the team's sheet: how sure, why, and what else it could be."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from pipeline.understanding.columns.assignment import best_assignment
from pipeline.understanding.columns.header_scores import NOTHING, header_scores
from pipeline.understanding.columns.mapping_file import MappingFile, Settled, labels_of
from pipeline.understanding.columns.profiles import Profile, profile_of, support
from pipeline.understanding.model import SourceTable
from schemas.columns import Column, Sheet
from schemas.texts import Text

SURE: Final = 0.8
"""From this confidence on nobody is asked."""
LIKELY: Final = 0.55
"""Below this a column fills nothing, unless a person says so."""
_KNOWN: Final = 0.8
_WORTH_NAMING: Final = 0.2
_WORTH_ASKING: Final = 0.4
_NEVER_CERTAIN: Final = 0.99
_DESPITE: Final = 0.4  # what is left of a score where the header names something that is not ours
_CLOSE, _CONTESTED = 0.02, 0.75
_MOSTLY: Final = 0.5
_CANDIDATES: Final = 4
_ROWS_LOOKED_AT: Final = 2000
_ONE_OF_MANY: Final = frozenset(("phone", "email"))
"""People have several of them; the first is as good as any, the others stay with the row."""


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """One column of a list.

    place: counted from 0 · header: as the list has it, "" = none · key: the column that it fills, None = kept with the
    row, fills nothing · confidence: 0 to 1 that `key` (None too) is right · candidates: keys that it could be, best
    first, with their confidence.
    """

    place: int
    header: str
    key: str | None
    confidence: float
    evidence: Text
    candidates: tuple[tuple[str, float], ...] = ()

    @property
    def sure(self) -> bool:
        """Tell whether nobody needs to be asked."""
        return self.confidence >= SURE


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """All columns of one list, in their order; a key is used once."""

    columns: tuple[MappedColumn, ...]

    @property
    def keys(self) -> dict[int, str]:
        """Give place → key of the columns that fill one."""
        return {column.place: column.key for column in self.columns if column.key is not None}

    @property
    def unsure(self) -> tuple[MappedColumn, ...]:
        """Give the columns to ask a person about."""
        return tuple(column for column in self.columns if not column.sure)

    @property
    def settled(self) -> tuple[Settled, ...]:
        """Give the columns as they go into a mapping file."""
        return tuple(
            Settled(column.header, column.key, column.evidence, column.sure)
            for column in self.columns
        )

    def answered(self, answers: Mapping[int, str | None]) -> "ColumnMapping":
        """Give the mapping with what a person said: place → key, None = fills nothing. A key moves to its new column."""
        said = Text("由人指定", "said by a person")
        taken = {key for key in answers.values() if key is not None}
        columns = []
        for column in self.columns:
            if column.place in answers:
                columns.append(
                    replace(column, key=answers[column.place], confidence=1.0, evidence=said)
                )
            elif column.key in taken:
                columns.append(replace(column, key=None))
            else:
                columns.append(column)
        return ColumnMapping(tuple(columns))


def look_over(table: SourceTable) -> list[Profile]:
    """Look over the values of each column of a table."""
    some = table.rows[:: max(1, len(table.rows) // _ROWS_LOOKED_AT)]
    return [profile_of([row[place] for row in some]) for place in range(len(table.headers))]


def map_columns(
    table: SourceTable,
    sheet: Sheet,
    saved: MappingFile | None = None,
    profiles: Sequence[Profile] | None = None,
    *,
    with_more: bool = False,
) -> ColumnMapping:
    """Find which column of a list fills which column of a sheet.

    Takes:   the table as read; saved: what was settled for this shape before, it goes before everything else; profiles:
             of `look_over`, where the table is held against several sheets; with_more: also the columns that no template
             offers, such as a fax, which a list keeps with the row.
    Returns: each column with its key, confidence and evidence; a key is used once, by the columns that together fit best.
             The customer's name is the company where there is a person beside it, else the person.
    Raises:  nothing.
    Source:  evidence.md §5.
    """
    settled = _settled(table, saved)
    free = [place for place in range(len(table.headers)) if place not in settled]
    taken = {column.key for column in settled.values() if column.key}
    keys = [
        column
        for column in sheet.columns
        if not column.written and column.key not in taken and (column.offered or with_more)
    ]
    looked = profiles or look_over(table)
    views = [_view(table.headers[place], place, sheet, keys, looked[place]) for place in free]
    gains = np.array(
        [[view.scores.get(column.key, 0.0) - LIKELY for column in keys] for view in views]
    )
    assigned = best_assignment(gains.reshape(len(views), len(keys)))
    chosen = {
        view.place: keys[number].key
        for view, number in zip(views, assigned, strict=True)
        if number >= 0
    }
    moved = _name_the_customer(
        views, chosen, {column.key for column in keys} if sheet.key == "customers" else set()
    )
    labels = {column.key: Text(column.zh, column.en) for column in sheet.columns}
    guessed = {
        view.place: moved.get(view.place) or _mapped(view, chosen, views, labels) for view in views
    }
    return ColumnMapping(tuple((settled | guessed)[place] for place in range(len(table.headers))))


@dataclass(frozen=True, slots=True)
class _View:
    """What header and values of one column say. scores: key → 0 to 1; nothing: how far its header names nothing of ours."""

    place: int
    header: str
    scores: Mapping[str, float]
    reasons: Mapping[str, Text]
    nothing: float
    profile: Profile


def _settled(table: SourceTable, saved: MappingFile | None) -> dict[int, MappedColumn]:
    """Give what is known without looking: what the kind of file says itself, and what was saved."""
    by_kind = Text("这种文件自己说明了各列", "this kind of file says itself what its columns are")
    settled = {
        place: MappedColumn(place, header, table.fields.get(place), 1.0, by_kind)
        for place, header in enumerate(table.headers)
        if table.fields
    }
    if saved is None:
        return settled
    by_hand = Text(f"按 {saved.path.name}", f"by {saved.path.name}")
    for place, label in enumerate(labels_of(table.headers)):
        if label in saved.columns:
            settled[place] = MappedColumn(
                place, table.headers[place], saved.columns[label], 1.0, by_hand
            )
    return settled


def _view(header: str, place: int, sheet: Sheet, keys: Sequence[Column], profile: Profile) -> _View:
    said = header_scores(header, sheet)
    left_out = {column.key for column in sheet.columns if not column.offered}
    left_out -= {column.key for column in keys}
    nothing = max((said[key].score for key in said if key in left_out | {NOTHING}), default=0.0)
    scores: dict[str, float] = {}
    reasons: dict[str, Text] = {}
    for column in keys:
        speaks, why = support(column, profile)
        known = said.get(column.key)
        score = _score(known.score if known else 0.0, speaks, nothing, headless=not header)
        if score >= _WORTH_NAMING:
            scores[column.key] = score
            found = [reason for reason in (known.why if known else None, why) if reason is not None]
            reasons[column.key] = Text(
                "；".join(r.zh for r in found), "; ".join(r.en for r in found)
            )
    return _View(place, header, scores, reasons, nothing, profile)


def _score(header: float, values: float, nothing: float, *, headless: bool) -> float:
    """Weigh header and values: a known header counts most, values against it make it doubtful, values alone are a hint."""
    if header >= _KNOWN:
        score = header + (0.04 if values > 0 else 0.4) * values
    elif header:
        score = header + (0.25 if values > 0 else 0.5) * values
    else:
        score = (0.75 if headless else 0.6) * values
    return score * _DESPITE if nothing > header else score


_NO_COMPANY: Final = Text(
    "名单里没有公司一列，人名就是客户",
    "the list has no column of companies, so the person is the customer",
)
_TWO_NAMES: Final = Text(
    "两列都是名称，值像人名的是联系人",
    "two columns hold names; the one with names of people is the contact",
)


def _name_the_customer(
    views: Sequence[_View], chosen: dict[int, str], keys: AbstractSet[str]
) -> dict[int, MappedColumn]:
    """Settle company and person: of two names the person is the contact; a person alone is the customer.

    Returns: the columns that this has moved; `chosen` follows.
    """
    by_key = {key: view for view in views for place, key in chosen.items() if place == view.place}
    named = [
        view
        for view in views
        if view.scores.get("name", 0.0) >= _KNOWN and chosen.get(view.place, "name") == "name"
    ]
    moved: dict[int, tuple[str, float, Text]] = {}
    if len(named) > 1 and "contact_person" not in by_key and "contact_person" in keys:
        named.sort(key=lambda view: view.profile.share("person") - view.profile.share("company"))
        if named[-1].profile.share("person") > _MOSTLY > named[0].profile.share("person"):
            moved[named[0].place] = (
                "name",
                min(_NEVER_CERTAIN, named[0].scores["name"]),
                named[0].reasons["name"],
            )
            moved[named[-1].place] = ("contact_person", SURE, _TWO_NAMES)
    elif "name" not in by_key and "name" in keys:
        person = by_key.get("contact_person") or _likest_a_name(
            [view for view in views if view.place not in chosen]
        )
        if person is not None:
            moved[person.place] = (
                "name",
                min(_NEVER_CERTAIN, max(LIKELY, person.scores.get("contact_person", 0.0))),
                _NO_COMPANY,
            )
    chosen.update({place: key for place, (key, _, _) in moved.items()})
    return {
        view.place: MappedColumn(view.place, view.header, *moved[view.place], _ranked(view))
        for view in views
        if view.place in moved
    }


def _likest_a_name(views: Sequence[_View]) -> _View | None:
    """Give the column without a known header that holds most names; None where none does."""
    best = max(
        views,
        key=lambda view: view.profile.share("person") + view.profile.share("company"),
        default=None,
    )
    if (
        best is None
        or best.nothing
        or best.profile.share("person") + best.profile.share("company") < _MOSTLY
    ):
        return None
    return best


def _ranked(view: _View) -> tuple[tuple[str, float], ...]:
    best = sorted(view.scores.items(), key=lambda item: (-item[1], item[0]))[:_CANDIDATES]
    return tuple((key, min(score, _NEVER_CERTAIN)) for key, score in best)


def _mapped(
    view: _View, chosen: Mapping[int, str], views: Sequence[_View], labels: Mapping[str, Text]
) -> MappedColumn:
    ranked = _ranked(view)
    key = chosen.get(view.place)
    if key is None:
        return _unmapped(view, ranked, {k: place for place, k in chosen.items()}, views, labels)
    score = min(_NEVER_CERTAIN, view.scores[key])
    rival = max(
        (
            other.scores.get(key, 0.0)
            for other in views
            if other is not view and other.place not in chosen
        ),
        default=0.0,
    )
    close = rival > view.scores[key] - _CLOSE and key not in _ONE_OF_MANY
    return MappedColumn(
        view.place,
        view.header,
        key,
        min(score, _CONTESTED) if close else score,
        view.reasons[key],
        ranked,
    )


def _unmapped(
    view: _View,
    ranked: tuple[tuple[str, float], ...],
    places: Mapping[str, int],
    views: Sequence[_View],
    labels: Mapping[str, Text],
) -> MappedColumn:
    best, score = ranked[0] if ranked else ("", 0.0)
    if view.nothing > score:
        why = Text(
            "表头是已知的、客户表里没有的列",
            "the header is a known one that the customer sheet has no column for",
        )
        sure = view.nothing if score >= _WORTH_ASKING else max(view.nothing, SURE)
        return MappedColumn(view.place, view.header, None, sure, why, ranked)
    if best in places and score >= LIKELY:
        other = next((one.header for one in views if one.place == places[best]), "")
        why = Text(
            "“{label}”已由“{other}”一列填写", "“{label}” is filled by the column “{other}”"
        ).fill(label=labels[best], other=other)
        close = (
            best not in _ONE_OF_MANY
            and score
            > next((o.scores.get(best, 0.0) for o in views if o.place == places[best]), 1.0)
            - _CLOSE
        )
        return MappedColumn(
            view.place, view.header, None, _CONTESTED if close else SURE, why, ranked
        )
    why = Text("没有相近的列", "there is no column like it")
    asked = view.profile.count and score >= _WORTH_ASKING
    return MappedColumn(
        view.place, view.header, None, 1 - score if asked else _NEVER_CERTAIN, why, ranked
    )
