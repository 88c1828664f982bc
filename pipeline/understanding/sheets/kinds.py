"""Which sheet of a workbook is which: the customers, their log, their orders, the team, or none of the program's business."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final

from pipeline.errors import UnreadableWorkbookError
from pipeline.understanding.columns.header_scores import is_label
from pipeline.understanding.sheets.fits import Fit, fit, may_be
from pipeline.understanding.sheets.heads import Head
from schemas.columns import SHEETS, Sheet
from schemas.headers import fold_header
from schemas.texts import Text
from schemas.values import plain

_ENOUGH: Final[Mapping[str, int]] = {"customers": 2, "contacts": 3, "orders": 3, "samples": 3}
"""So many columns of a kind must be understood where the sheet's name does not tell it."""
_ENOUGH_OF_OTHERS: Final = 4
_ENOUGH_OF_A_LOG: Final = 2
_BY_NAME: Final = 2
"""What the right name of a sheet counts, in columns."""
_REPEATED: Final = 2
"""What it counts against customers, in columns, that the same names come again and again, as they do in a log."""
_MOSTLY_DISTINCT: Final = 0.6
_SAME_SHAPE: Final = 0.75
"""Share of their columns that two sheets of one shape have in common."""
_SEVERAL: Final = frozenset(("customers", "contacts", "orders", "samples"))
"""Kinds that teams split into a sheet a seller, a month or a region."""
_PUT_ASIDE: Final = re.compile(
    r"作废|废弃|归档|备份|模板|模版|样例|示例|副本|[(（]\d+[)）]$"
    r"|\b(?:archived?|backup|template|example|copy|old|obsolete)\b",
    re.IGNORECASE,
)
"""Names of sheets that a team has put aside."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """What each sheet was taken for."""

    fits: Mapping[str, tuple[Fit, ...]]
    """Kind → its sheets, the main one first; several only where they have one shape."""
    unfit: Mapping[str, tuple[Sheet, Fit | None]]
    """Sheet with the name of a kind that lacks what the kind needs → that kind, and how far it fits."""
    aside: tuple[str, ...]
    """Sheets of customers that are hidden, or whose name says that they are put aside."""
    logs: tuple[Fit, ...] = ()
    """Logs that name no customer in their rows: the sheet's name may be the customer's."""


def choose_kinds(  # noqa: PLR0913 -- all that a kind is told by
    names: Sequence[str],
    hidden: AbstractSet[str],
    heads_of: Callable[[str], Sequence[Head]],
    by_hand: Mapping[str, str],
    headers: Mapping[str, Mapping[str, str]],
    sheets: Mapping[str, Sheet],
) -> Kinds:
    """Tell what each sheet is: as the settings say, else by its name and its columns together.

    Takes:   names: the team's sheets in their order; hidden: those that are not shown; heads_of: finds a sheet's headers;
             by_hand: kind → sheet and headers: kind → key → header, both from the settings; sheets: the kinds there are.
    Raises:  UnreadableWorkbookError where the settings name a sheet that is not there.
    """
    _refuse_unknown(by_hand, names)
    known = {name: _known_kind(name) for name in names}
    chosen: dict[str, list[Fit]] = {}
    unfit: dict[str, tuple[Sheet, Fit | None]] = {}
    logs: list[Fit] = []
    for name in names:
        said = next((kind for kind, sheet in by_hand.items() if sheet == name), None)
        possible = [sheets[said]] if said else [*sheets.values()]
        head, more = next(iter(heads_of(name)), None), heads_of(name)[1:]
        fits = dict(_fits(head, headers, possible))
        kind = said if said in fits else _best(fits, known[name], by_hand)
        if kind is not None:
            chosen.setdefault(kind, []).append(fits[kind])
        elif said or known[name]:
            sheet = sheets[said or known[name]]
            unfit[name] = (sheet, _near(head, sheet, headers))
        elif (log := _nameless_log(head, sheets["contacts"])) is not None:
            logs.append(log)
        taken = {kind}
        for other in more:
            fits = {k: f for k, f in _fits(other, headers, possible) if k not in taken}
            kind = _best(fits, "", by_hand)
            if kind is not None:
                taken.add(kind)
                chosen.setdefault(kind, []).append(fits[kind])
    if "customers" not in chosen:
        named = [one for name in names for one in _names_alone(heads_of(name), headers, sheets)]
        free = [
            one for one in named if not any(one.head in _heads(found) for found in chosen.values())
        ]
        chosen |= {"customers": free} if free else {}
    return replace(_sorted_out(chosen, unfit, known, hidden, by_hand), logs=tuple(logs))


def _heads(fits: Sequence[Fit]) -> list[Head]:
    return [one.head for one in fits]


def _names_alone(
    heads: Sequence[Head], headers: Mapping[str, Mapping[str, str]], sheets: Mapping[str, Sheet]
) -> Iterator[Fit]:
    """Give a sheet of which nothing is understood but the names, all different: customers where no sheet is surer."""
    for _, one in _fits(heads[0] if heads else None, headers, [sheets["customers"]]):
        number = one.match.columns.get("name")
        if number is not None and one.mapped[number].sure and not _names_repeat(one):
            yield one


def _nameless_log(head: Head | None, contacts: Sheet) -> Fit | None:
    """Read a sheet as a log of one customer; None where it has no days, or nothing else that a log has."""
    if head is None or not may_be(head, contacts, {"customer_name": ""}):
        return None
    one = fit(head, contacts, {})
    return one if "date" in one.match.columns and one.score >= _ENOUGH_OF_A_LOG else None


def _refuse_unknown(by_hand: Mapping[str, str], names: Sequence[str]) -> None:
    for kind, name in by_hand.items():
        if name not in names:
            sheet = SHEETS[kind]
            raise UnreadableWorkbookError(
                Text(
                    f"没有名为“{name}”的工作表(设置 sheets.{sheet.zh})。现有:{'、'.join(names)}",
                    f'There is no sheet "{name}" (setting sheets.{sheet.zh}). There are: {", ".join(names)}',
                )
            )


def _known_kind(name: str) -> str:
    """Give the kind that a sheet's name tells; "" where it tells none."""
    folded = fold_header(name)
    spelt = ((s.key, fold_header(n)) for s in SHEETS.values() for n in (s.zh, s.en, *s.aliases))
    return next((kind for kind, spelling in spelt if spelling == folded), "")


def _fits(
    head: Head | None, headers: Mapping[str, Mapping[str, str]], sheets: Sequence[Sheet]
) -> Iterator[tuple[str, Fit]]:
    """Give the kinds that a sheet can be."""
    if head is None:
        return
    for sheet in sheets:
        by_hand = headers.get(sheet.key, {})
        if not may_be(head, sheet, by_hand):
            continue
        one = fit(head, sheet, by_hand)
        if one.is_possible and not _is_turned(one):
            yield sheet.key, one


def _near(head: Head | None, sheet: Sheet, headers: Mapping[str, Mapping[str, str]]) -> Fit | None:
    return None if head is None else fit(head, sheet, headers.get(sheet.key, {}))


def _best(fits: Mapping[str, Fit], known: str, by_hand: Mapping[str, str]) -> str | None:
    """Give the kind that fits best; a kind that the settings have given to another sheet is none."""
    rated = [
        (_rating(one, is_known=kind == known), kind)
        for kind, one in fits.items()
        if kind not in by_hand
        and (kind == known or one.score >= _ENOUGH.get(kind, _ENOUGH_OF_OTHERS))
    ]
    return max(rated, key=lambda item: item[0], default=(0, None))[1]


def _rating(one: Fit, *, is_known: bool) -> int:
    repeated = one.match.sheet.key == "customers" and _names_repeat(one)
    return one.score + _BY_NAME * is_known - _REPEATED * repeated


def _is_turned(one: Fit) -> bool:
    """Tell whether the customers are columns: below the header of their names stand the names of columns."""
    number = one.match.columns.get("name")
    cells = () if number is None else one.head.cells(number)
    texts = [text for cell in cells if (text := plain(cell))]
    labels = sum(is_label(text, one.match.sheet) for text in texts)
    return len(texts) > 1 and labels >= _MOSTLY_DISTINCT * len(texts)


def _names_repeat(one: Fit) -> bool:
    column = one.match.columns.get("customer_id") or one.match.columns["name"]
    texts = [text for cell in one.head.cells(column) if (text := plain(cell))]
    return len(set(texts)) < _MOSTLY_DISTINCT * len(texts)


def _sorted_out(
    chosen: Mapping[str, list[Fit]],
    unfit: Mapping[str, tuple[Sheet, Fit | None]],
    known: Mapping[str, str],
    hidden: AbstractSet[str],
    by_hand: Mapping[str, str],
) -> Kinds:
    """Take the main sheet of each kind, and those of its shape."""
    fits: dict[str, tuple[Fit, ...]] = {}
    aside: list[str] = []
    for kind, found in chosen.items():
        names = [one.head.sheet for one in found]
        put_aside = {
            name
            for name in names
            if by_hand.get(kind) != name and (name in hidden or _PUT_ASIDE.search(name))
        }
        if len(put_aside) == len(names):
            put_aside = set()  # there is nothing else
        usable = [one for one in found if one.head.sheet not in put_aside]
        main = max(
            usable,
            key=lambda one: (known[one.head.sheet] == kind, one.score, len(one.head.sample.rows)),
        )
        others = [one for one in usable if one is not main and _same_shape(one, main)]
        fits[kind] = (main, *(others if kind in _SEVERAL and kind not in by_hand else ()))
        aside += [name for name in names if name in put_aside and kind == "customers"]
    return Kinds(fits, unfit, tuple(aside))


def _same_shape(one: Fit, main: Fit) -> bool:
    """Tell whether two sheets have the same columns."""
    ours, theirs = (
        {key for key in fit.match.columns if not fit.match.sheet[key].written}
        for fit in (one, main)
    )
    return len(ours & theirs) >= _SAME_SHAPE * len(ours | theirs)
