"""Touchpoints: greetings, cards, visits and gifts of a method, as data. One mapping of YAML each, checked key by key.

birthday:
  name: {zh: 生日短信, en: birthday message}
  way: sms                   # a way of the contact log: phone, wechat, email, visit, sms, card, gift …
  on_birthday: true          # or times_a_year: {A: 4, C: 12} · festival: mid_autumn · own_day: {calendar: lunar,
                             # month: 7, day: 7} · on_column: moving_date · days_after_purchase: 7
  tiers: [A, B]              # who gets it; left out = every tier (times_a_year names them itself)
  prepare_days: 1            # working days before the day by which it is ready, or posted
  text: birthday             # type in the message library; left out = the touchpoint's own key
  source: S4
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final, Literal

from pipeline.methods.nodes import parse
from pipeline.methods.section import Section
from schemas.columns import CUSTOMERS, METHODS
from schemas.texts import Text

Kind = Literal["yearly", "birthday", "festival", "event", "purchase"]

DAYS_A_YEAR: Final = 365
_ONE_OF: Final = (
    "times_a_year",
    "on_birthday",
    "festival",
    "own_day",
    "on_column",
    "days_after_purchase",
)
_CHOOSE_ONE: Final = Text("请写且只写一个：{known}", "write exactly one of {known}")
_NOT_KNOWN: Final = Text(
    "不认识“{word}”，可用：{known}", '"{word}" is not known here; known: {known}'
)
_NO_SUCH_DAY: Final = Text("没有这一天", "there is no such day")
_NOT_FALSE: Final = Text(
    "只能写 true；不要这个触点就整段删去", "only true; to drop the touchpoint, leave it out"
)
_TOO_OFTEN: Final = Text("一年最多 365 次", "at most 365 times a year")
_SOLAR_DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LUNAR_DAYS: Final = (30,) * 12


@dataclass(frozen=True, slots=True)
class YearlyDay:
    """A day that comes every year: solar or lunar, month and day from 1. women_only: greeted are women only."""

    name: Text
    lunar: bool
    month: int
    day: int
    women_only: bool = False


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """One kind of touch beside the cadence.

    way: code of METHODS · kind: what sets the day · times_a_year: tier → number, evenly spread · day: of a festival
    column: customer column with the day of an event · after_days: since a purchase · tiers: who gets it, None = every
    tier · prepare_days: working days ahead · text: type in the message library · is_event: for a gathering, so not
    counted among the touches of a year · on_due_date: it is the cadence's own touch and comes on the customer's due date.
    """

    key: str
    name: Text
    way: str
    kind: Kind
    source: str
    text: str
    prepare_days: int
    tiers: tuple[str, ...] | None = None
    times_a_year: Mapping[str, int] = field(default_factory=dict)
    day: YearlyDay | None = None
    column: str = ""
    after_days: int = 0
    is_event: bool = False
    on_due_date: bool = False

    @property
    def is_fixed(self) -> bool:
        """Tell whether the touch stays on its day, whether that is worked or not."""
        return self.kind in ("birthday", "festival", "event")

    def a_year(self, tier: str) -> int:
        """Count the touches of a year for one tier, without events and purchases."""
        if self.is_event or self.kind in ("event", "purchase"):
            return 0
        if self.kind == "yearly":
            return self.times_a_year.get(tier, 0)
        return int(self.tiers is None or tier in self.tiers)


def touches_a_year(touchpoints: Sequence[Touchpoint], tier: str) -> int:
    """Count all touches of a year for one tier, without events and purchases."""
    return sum(touchpoint.a_year(tier) for touchpoint in touchpoints)


def read_touchpoints(section: Section, letters: Sequence[str] = ()) -> tuple[Touchpoint, ...]:
    """Read a pack's section `touchpoints`.

    Takes:   a mapping: key → touchpoint; the tier letters of the method, () = not checked.
    Returns: the touchpoints in the order of the file.
    Raises:  SettingsError naming file, line and key.
    Source:  methods.md §4, §7.
    """
    return tuple(_touchpoint(key, section.section(key), letters) for key in section.entries)


@cache
def default_touchpoints() -> tuple[Touchpoint, ...]:
    """Give the touchpoints of methods that have none of their own: birthdays and a few festivals, for every tier."""
    return read_touchpoints(library_section("touchpoints.yaml"))


@cache
def festivals() -> Mapping[str, YearlyDay]:
    """Give the festivals that a touchpoint may name."""
    library = library_section("festivals.yaml")
    return MappingProxyType(
        {key: _yearly_day(part, part.both("name")) for key, part in _parts(library)}
    )


def library_section(file: str) -> Section:
    """Open one of the program's own files beside the packs."""
    text = (resources.files("pipeline.methods") / "library" / file).read_text("utf-8")
    return Section(file, "", parse(text, file))


def _parts(section: Section) -> list[tuple[str, Section]]:
    return [(key, section.section(key)) for key in section.entries]


def _touchpoint(key: str, section: Section, letters: Sequence[str]) -> Touchpoint:
    chosen = [name for name in _ONE_OF if name in section]
    if len(chosen) != 1:
        node = section.entries[chosen[-1]] if chosen else section.node
        raise section.error(section.path, node, _CHOOSE_ONE.fill(known=", ".join(_ONE_OF)))
    name = section.both("name")
    times, day = _times_a_year(section, letters), _day(section, name)
    touchpoint = Touchpoint(
        key=key,
        name=name,
        way=_word(section, "way", [method.code for method in METHODS]),
        kind=_kind(section, chosen[0]),
        source=section.text("source"),
        text=section.text("text") if "text" in section else key,
        prepare_days=section.whole("prepare_days"),
        tiers=tuple(times) if times else _tiers(section, letters),
        times_a_year=times,
        day=day,
        column=_word(section, "on_column", _date_columns()) if "on_column" in section else "",
        after_days=section.whole("days_after_purchase", 1)
        if "days_after_purchase" in section
        else 0,
        is_event=section.yes("is_event"),
        on_due_date=bool(times) and section.yes("on_due_date"),
    )
    section.done()
    return touchpoint


def _kind(section: Section, chosen: str) -> Kind:
    if chosen == "on_birthday" and not section.yes("on_birthday"):
        raise section.wrong("on_birthday", _NOT_FALSE)
    kinds: dict[str, Kind] = {
        "times_a_year": "yearly",
        "on_birthday": "birthday",
        "festival": "festival",
        "own_day": "festival",
        "on_column": "event",
        "days_after_purchase": "purchase",
    }
    return kinds[chosen]


def _date_columns() -> list[str]:
    return [
        column.key for column in CUSTOMERS.columns if column.kind == "date" and not column.written
    ]


def _word(section: Section, key: str, known: Sequence[str]) -> str:
    word = section.text(key)
    if word not in known:
        raise section.wrong(key, _NOT_KNOWN.fill(word=word, known=", ".join(known)))
    return word


def _times_a_year(section: Section, letters: Sequence[str]) -> Mapping[str, int]:
    if "times_a_year" not in section:
        return {}
    times = section.section("times_a_year")
    found = {tier: times.whole(tier, 1) for tier in times.entries}
    for tier, number in found.items():
        if letters and tier not in letters:
            raise times.wrong(tier, _NOT_KNOWN.fill(word=tier, known=", ".join(letters)))
        if number > DAYS_A_YEAR:
            raise times.wrong(tier, _TOO_OFTEN)
    return found


def _tiers(section: Section, letters: Sequence[str]) -> tuple[str, ...] | None:
    if "tiers" not in section:
        return None
    tiers = section.words("tiers")
    for tier in tiers:
        if letters and tier not in letters:
            raise section.wrong("tiers", _NOT_KNOWN.fill(word=tier, known=", ".join(letters)))
    return tiers


def _day(section: Section, name: Text) -> YearlyDay | None:
    if "own_day" in section:
        return _yearly_day(section.section("own_day"), name)
    return (
        festivals()[_word(section, "festival", list(festivals()))]
        if "festival" in section
        else None
    )


def _yearly_day(section: Section, name: Text) -> YearlyDay:
    lunar = _word(section, "calendar", ["solar", "lunar"]) == "lunar"
    month, day = section.whole("month", 1), section.whole("day", 1)
    longest = _LUNAR_DAYS if lunar else _SOLAR_DAYS
    if month > len(longest) or day > longest[month - 1]:
        raise section.wrong("day", _NO_SUCH_DAY)
    found = YearlyDay(name, lunar, month, day, section.yes("women_only"))
    section.done()
    return found
