"""The import desk: each row of the lists goes to a customer, to a new one, to a question, or apart; none is lost."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pipeline.errors import WriteFailedError
from pipeline.importing.desk.batch import Batch, shown
from pipeline.importing.desk.customer_rows import CustomerRows, alike
from pipeline.importing.desk.units import Unit, evidence, units
from pipeline.importing.model import Matches
from schemas.columns import CUSTOMERS
from schemas.imports import (
    TELLING,
    Candidate,
    Ending,
    Evidence,
    QuarantinedLine,
    RowResult,
    WaitingRow,
    evidence_text,
)
from schemas.sheets import CellValue
from schemas.texts import Lang, Text

NO_NAME: Final = Text("没有名称，也没有联系人", "neither a name nor a contact")
NO_NAME_MEND: Final = Text(
    "请在名单里补上名称后再导入", "Add the name to the list and import it again"
)
ERASED: Final = Text(
    "此人的信息已按要求删除，不再导入", "this person was erased on request and stays so"
)
ERASED_MEND: Final = Text(
    "不用处理；请从名单里删去此行", "Nothing to do; take the row out of the list"
)
BEFORE: Final = Text("以前导入过，内容没有变", "came in before, just as it stands")
WAITS: Final = Text("以前导入过，仍在待复核", "came in before and still waits for an answer")
TOGETHER: Final = Text("与 {place} 是同一位", "the same as {place}")
_IMPORTED: Final = Text("导入 {place}", "import {place}")
_TOTALLY_OFF: Final = Text(
    "程序内部核对没有通过：读入 {read} 行，只交代了 {told} 行。没有写入任何东西，请把这条消息发给开发者",
    "An inner check failed: {read} rows were read, {told} accounted for. Nothing was written; please report this message",
)


@dataclass(slots=True)
class Desk:
    """One import under way.

    results: row of the batch → what became of it · waiting: rows that wait from now on · quarantine: lines set apart ·
    owners: digest of a row → customer id, or question, it ended with.
    """

    lang: Lang
    day: dt.date
    customers: CustomerRows
    batch: Batch
    next_question: int
    seller: str = ""
    results: dict[int, RowResult] = field(default_factory=dict)
    waiting: list[WaitingRow] = field(default_factory=list)
    quarantine: list[QuarantinedLine] = field(default_factory=list)
    owners: dict[bytes, str] = field(default_factory=dict)

    def set_known_apart(self, known: Mapping[bytes, str], asked: frozenset[str]) -> None:
        """Leave rows alone that came in before as they stand, if their customer is still there or their question open."""
        for row, digest in enumerate(self.batch.digests):
            owner = known.get(digest)
            if owner is None:
                continue
            place = self.customers.row_of(owner)
            if owner in asked:
                self._end(row, "review", owner, why=WAITS.pick(self.lang), is_old=True)
            elif place is not None:
                self._end(row, "same", owner, place, why=BEFORE.pick(self.lang), is_old=True)

    def set_nameless_apart(self) -> None:
        """Quarantine rows that say nobody's name; one with a contact alone is that person."""
        for row in self.open_rows():
            if row in self.batch.nameless:
                self.set_apart(row, NO_NAME, NO_NAME_MEND, self.batch.nameless[row])
        contacts = self.batch.values.get("contact_person")
        if contacts is None:
            return
        names = self.batch.values.setdefault("name", [None] * len(self.batch))
        for row in self.open_rows():
            if names[row] is None:
                names[row], contacts[row] = contacts[row], None

    def set_apart(self, row: int, why: Text, mend: Text, text: str) -> None:
        """Quarantine a row of the batch."""
        place = self.batch.places[row]
        self.quarantine.append(
            QuarantinedLine(self.day, place, why.pick(self.lang), mend.pick(self.lang), text)
        )
        self.results[row] = RowResult(place, "quarantined", why=why.pick(self.lang))

    def open_rows(self) -> list[int]:
        """Give the rows of which nothing has become yet."""
        return [row for row in range(len(self.batch)) if row not in self.results]

    def settle(self, matches: Matches) -> None:
        """Give every open row its ending."""
        rows_of: dict[int, int] = {}
        questions: dict[int, str] = {}
        for unit in units(self.open_rows(), matches):
            if unit.existing is not None:
                self._enrich(unit, unit.rows, unit.existing)
                rows_of.update(dict.fromkeys(unit.rows, unit.existing))
            elif unit.asked:
                key = self._ask(unit, rows_of, questions)
                questions.update(dict.fromkeys(unit.rows, key))
            else:
                row = self._add(unit)
                rows_of.update(dict.fromkeys(unit.rows, row))

    def told(self) -> list[RowResult]:
        """Give what became of each row, in the order of the lists.

        Raises: WriteFailedError where a row is not accounted for: a bug of ours, found before anything is written.
        """
        if len(self.results) != len(self.batch):
            raise WriteFailedError(_TOTALLY_OFF.fill(read=len(self.batch), told=len(self.results)))
        return [self.results[row] for row in range(len(self.batch))]

    # --- endings

    def _end(self, row: int, ending: Ending, owner: str, place: int = 0, **notes: Any) -> None:
        batch = self.batch
        names = batch.values.get("name")
        self.results[row] = RowResult(
            batch.places[row],
            ending,
            owner,
            place,
            shown(names[row]) if names else "",
            tidied=batch.texts(batch.tidied, row),
            kept=batch.texts(batch.kept, row),
            **notes,
        )
        self.owners[batch.digests[row]] = owner

    def _enrich(self, unit: Unit, rows: Sequence[int], place: int) -> None:
        mark = "；" if self.lang == "zh" else "; "
        customer_id = self.customers.customer_id(place)
        for row in rows:
            self._keep_other_id(row, customer_id)
            filled, conflicts = self.customers.enrich(place, self.batch.row(row), self._why(row))
            pair = unit.told.get(row)
            why = evidence_text(evidence(pair), self.lang) if pair and not pair.within_batch else ""
            if row != unit.rows[0] and not why:
                why = TOGETHER.fill(place=self.batch.places[unit.rows[0]].shown).pick(self.lang)
            self._end(
                row,
                "enriched" if filled else "same",
                customer_id,
                place,
                filled=mark.join(filled),
                conflicts=mark.join(conflicts),
                why=why,
            )

    def _add(self, unit: Unit) -> int:
        first, *others = unit.rows
        place, left = self.customers.add(
            with_seller(self.batch.row(first), self.seller), self._why(first)
        )
        customer_id = self.customers.customer_id(place)
        if left:
            self.batch.kept[first] = [*left, *self.batch.kept.get(first, ())]
        self._keep_other_id(first, customer_id)
        self._end(first, "new", customer_id, place)
        self._enrich(unit, others, place)
        return place

    def _ask(self, unit: Unit, rows_of: Mapping[int, int], questions: Mapping[int, str]) -> str:
        key = f"R{self.next_question}"
        self.next_question += 1
        batch, first = self.batch, unit.rows[0]
        values = self._joined(unit)
        candidates = list(self._candidates(unit, rows_of, questions))
        notes = [
            ("；" if self.lang == "zh" else "; ").join(
                filter(None, (batch.texts(side, row) for row in unit.rows))
            )
            for side in (batch.tidied, batch.kept)
        ]
        self.waiting.append(
            WaitingRow(
                key, self.day, [batch.places[row] for row in unit.rows], values, candidates, *notes
            )
        )
        why = evidence_text(candidates[0].evidence, self.lang)
        for row in unit.rows:
            said = (
                why
                if row == first
                else TOGETHER.fill(place=batch.places[first].shown).pick(self.lang)
            )
            self._end(row, "review", key, why=said)
        return key

    def _joined(self, unit: Unit) -> dict[str, CellValue]:
        """Give what the rows of a unit say together: the first that says something counts, the others are kept beside."""
        colon = "：" if self.lang == "zh" else ": "
        values: dict[str, CellValue] = {}
        for row in unit.rows:
            for key, value in self.batch.row(row).items():
                if not alike(key, values.setdefault(key, value), value):
                    self.batch.kept.setdefault(row, []).append(
                        f"{CUSTOMERS[key].header(self.lang)}{colon}{shown(value)}"
                    )
        return values

    def _candidates(
        self, unit: Unit, rows_of: Mapping[int, int], questions: Mapping[int, str]
    ) -> list[Candidate]:
        """Give whom the unit may be: customers, new ones of this import among them, or rows that wait themselves."""
        found: dict[tuple[int, str], Candidate] = {}
        for pair in unit.asked:
            turned = pair.within_batch and pair.left in unit.rows
            other = pair.right if turned else pair.left
            place = pair.left if not pair.within_batch else rows_of.get(other, 0)
            waits = questions.get(other, "") if pair.within_batch and not place else ""
            if (place, waits) in found:
                continue
            customer_id = self.customers.customer_id(place) if place else ""
            values = self.customers.telling(place) if place else self._telling(other)
            said: Sequence[Evidence] = evidence(pair, turned=turned)
            found[place, waits] = Candidate(
                len(found) + 1,
                customer_id,
                place,
                values.get("name", ""),
                pair.score,
                said,
                waits,
                values,
            )
        return list(found.values())

    def _telling(self, row: int) -> dict[str, str]:
        return {key: shown(value) for key, value in self.batch.row(row).items() if key in TELLING}

    # --- words

    def _why(self, row: int) -> str:
        return _IMPORTED.fill(place=self.batch.places[row].shown).pick(self.lang)

    def _keep_other_id(self, row: int, given: str) -> None:
        """Keep the list's own number where the customer has another one."""
        wanted = (
            shown(self.batch.values["customer_id"][row])
            if "customer_id" in self.batch.values
            else ""
        )
        if wanted and wanted != given:
            colon = "：" if self.lang == "zh" else ": "
            header = CUSTOMERS["customer_id"].header(self.lang)
            self.batch.kept.setdefault(row, []).insert(0, f"{header}{colon}{wanted}")


def with_seller(values: Mapping[str, CellValue], seller: str) -> Mapping[str, CellValue]:
    """Give a new customer the seller that was asked for, where the list names none."""
    return {"seller": seller, **values} if seller else values
