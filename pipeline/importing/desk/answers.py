"""What people have answered on the sheet 待复核, and what is done because of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.importing.desk.customer_rows import CustomerRows
from pipeline.importing.desk.desk import with_seller
from schemas.imports import Candidate, RowResult, WaitingRow
from schemas.texts import Lang, Text

_BY_ANSWER: Final = Text("按待复核的回答 {key}", "as answered under {key}")
_GONE: Final = Text(
    "{key}：选中的客户已不在表里，或编号不再唯一，仍待复核",
    "{key}: the customer chosen is gone, or the id is not unique any more; it still waits",
)
_TWO: Final = Text(
    "{key}：选了两位不同的客户，只能选一位，仍待复核",
    "{key}: two different customers were chosen, only one can be; it still waits",
)


@dataclass(frozen=True, slots=True)
class Obeyed:
    """What came of the answers.

    results: input rows that are settled now · still: rows that wait on · owners: question → customer id · notes: answers
    that could not be obeyed.
    """

    results: Sequence[RowResult]
    still: Sequence[WaitingRow]
    owners: Mapping[str, str]
    notes: Sequence[Text]


def obey(  # noqa: PLR0913 -- the questions, the answers, and where they lead
    waiting: Sequence[WaitingRow],
    answers: Mapping[tuple[str, int], bool],
    settled: Mapping[str, str],
    customers: CustomerRows,
    lang: Lang,
    seller: str = "",
) -> Obeyed:
    """Do what people have answered: yes fills that customer's blanks, no to every candidate makes a new customer.

    Takes:   answers: (question, candidate) → same or not · settled: questions of before → customer id.
    Returns: what was done; a row without a clear answer waits on.
    """
    owners: dict[str, str] = {}
    results: list[RowResult] = []
    still: list[WaitingRow] = []
    notes: list[Text] = []
    for row in waiting:
        said = {
            one.number: answers[row.key, one.number]
            for one in row.candidates
            if (row.key, one.number) in answers
        }
        chosen = [one for one in row.candidates if said.get(one.number)]
        places = {_place(one, {**settled, **owners}, customers) for one in chosen}
        place = next(iter(places)) if len(places) == 1 else None
        if place is not None:
            done = _merge(row, place, customers, lang)
        elif not chosen and len(said) == len(row.candidates):
            done = _add(row, customers, lang, seller)
        else:
            still.append(row)
            if len(places) > 1:
                notes.append(_TWO.fill(key=row.key))
            elif any(not one.waits for one in chosen):
                notes.append(_GONE.fill(key=row.key))
            continue
        owners[row.key] = done[0].customer_id
        results += done
    return Obeyed(results, still, owners, notes)


def _place(one: Candidate, owners: Mapping[str, str], customers: CustomerRows) -> int | None:
    """Find the Excel row of a candidate now: by id, or, where it has none, where it stood if the name is still there."""
    customer_id = owners.get(one.waits, "") if one.waits else one.customer_id
    if customer_id:
        return customers.row_of(customer_id)
    return one.row if one.row and not one.waits and customers.name(one.row) == one.name else None


def _merge(row: WaitingRow, place: int, customers: CustomerRows, lang: Lang) -> list[RowResult]:
    why = _BY_ANSWER.fill(key=row.key).pick(lang)
    filled, conflicts = customers.enrich(place, row.values, why)
    mark = "；" if lang == "zh" else "; "
    first = _result(row, customers.customer_id(place), place, why)._replace(
        ending="enriched" if filled else "same",
        filled=mark.join(filled),
        conflicts=mark.join(conflicts),
    )
    return [first, *_others(row, first)]


def _add(row: WaitingRow, customers: CustomerRows, lang: Lang, seller: str) -> list[RowResult]:
    why = _BY_ANSWER.fill(key=row.key).pick(lang)
    place, left = customers.add(with_seller(row.values, seller), why)
    kept = ("；" if lang == "zh" else "; ").join(filter(None, [*left, row.kept]))
    first = _result(row, customers.customer_id(place), place, why)._replace(kept=kept)
    return [first, *_others(row, first)]


def _result(row: WaitingRow, customer_id: str, place: int, why: str) -> RowResult:
    name = str(row.values.get("name") or "")
    return RowResult(
        row.places[0], "new", customer_id, place, name, tidied=row.tidied, kept=row.kept, why=why
    )


def _others(row: WaitingRow, first: RowResult) -> list[RowResult]:
    """Give the further rows of the lists that were surely the same."""
    return [
        RowResult(place, "same", first.customer_id, first.row, first.name, why=first.why)
        for place in row.places[1:]
    ]
