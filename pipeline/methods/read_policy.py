"""Reading a whole policy from its YAML mapping: every key is known, every tier can be reached, no customer is lost."""

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Final

from pipeline.methods.conditions import Bounds, Condition, Measure, Test
from pipeline.methods.ladder import flaws
from pipeline.methods.model import NO_TIER, ForNow, Gap, Ground, Policy, Tier, Unclassified
from pipeline.methods.read_conditions import read_measures, read_tests
from pipeline.methods.read_parts import (
    read_batches,
    read_cadence,
    read_columns,
    read_completeness,
    read_key_accounts,
    read_minutes,
    read_neglect,
    read_pile,
    read_rejudge,
    read_rhythm,
    read_samples,
    read_tolerance,
)
from pipeline.methods.section import Section
from pipeline.methods.touchpoints import Touchpoint, default_touchpoints, read_touchpoints
from schemas.texts import Text

REASON_FIELDS: Final = frozenset({"orders", "last_order", "samples", "sample_start"})
GAP_CHOICES: Final = ("lower", "upper", "unclassified")

_KNOWN_FIELDS: Final = Text(
    "不认识 {name}，可用：{known}", "{name} is not known here; known: {known}"
)
_NO_TIERS: Final = Text("至少要有一个等级", "there must be at least one tier")
_NOT_LETTERS: Final = Text(
    "应把这些等级各写一次：{known}", "must name each of these tiers once: {known}"
)
_NO_SUCH_TIER: Final = Text(
    "没有等级 {letter}，可用：{known}", "there is no tier {letter}; known: {known}"
)
_ONE_OF: Final = Text("应为：{known}", "must be one of: {known}")
_NOT_TESTED: Final = Text("两个等级都要看 {name}", "both tiers must test {name}")
_FOR_NOW: Final = Text("暂按 {tier}", "for now as {tier}")
_NO_WHEN: Final = Text(
    "缺少条件：要么写 when，要么在 otherwise 里写这个等级",
    "has no test: write `when`, or name the tier in `otherwise`",
)


def policy_from(top: Section) -> Policy:
    """Read and check a policy.

    Takes:   the whole file, with everything that it extends or borrows.
    Returns: the frozen policy.
    Raises:  SettingsError naming file, line and key.
    Source:  methods.md, design.md.
    """
    measures = read_measures(top)
    tiers = _tiers(top, measures)
    letters = tuple(tier.letter for tier in tiers)
    checks = top.section("checks")
    policy = Policy(
        pack=top.text("pack"),
        name=top.both("name"),
        label=top.both("label"),
        source=top.text("source"),
        tiers=tiers,
        unclassified=_unclassified(top, measures, tiers),
        samples=read_samples(top.section("samples")) if "samples" in top else None,
        unanswered_mails=checks.whole("unanswered_mails", 1),
        completeness=read_completeness(top.section("completeness")),
        pile=read_pile(top.section("pile")),
        neglect=read_neglect(top.section("neglect")),
        batches=read_batches(top.section("batches"), letters),
        key_accounts=read_key_accounts(top.section("key_accounts")),
        precedence=_precedence(top, tiers),
        otherwise=_place(top, "otherwise", letters) if "otherwise" in top else NO_TIER,
        measures=tuple(measures.values()),
        gaps=_gaps(top, measures, tiers),
        asks=read_columns(top, "asks"),
        touchpoints=_touchpoints(top, letters),
        rejudge=read_rejudge(top.section("rejudge"), letters) if "rejudge" in top else None,
    )
    checks.text("source")
    for section in (checks, top):
        section.done()
    _refuse_flaws(policy, top)
    return policy


def _tiers(top: Section, measures: Mapping[str, Measure]) -> tuple[Tier, ...]:
    if top.yes("beside"):
        return ()
    ladder = top.section("tiers")
    if not ladder.entries:
        raise top.error("tiers", ladder.node, _NO_TIERS)
    letters = tuple(ladder.entries)
    return tuple(_tier(letter, ladder.section(letter), measures, letters) for letter in letters)


def _tier(
    letter: str, section: Section, measures: Mapping[str, Measure], letters: tuple[str, ...]
) -> Tier:
    shown = section.both("shown") if "shown" in section else Text(letter, letter)
    tests = _tests(section, measures)
    grounds = tuple(_grounds(section, measures, letters))
    tier = Tier(
        letter=letter,
        name=section.both("name"),
        tests=(*tests, *(ground.test for ground in grounds)),
        reason=_reason(section, measures),
        cadence=read_cadence(section.section("cadence")),
        minutes=read_minutes(section.section("minutes")),
        order_rhythm=read_rhythm(section.section("order_rhythm"))
        if "order_rhythm" in section
        else None,
        follows_samples=section.yes("follows_samples"),
        needs_plan=section.yes("needs_plan"),
        may_be_switched_off=section.yes("may_be_switched_off"),
        tolerance=read_tolerance(section),
        is_pile=section.yes("is_pile"),
        shown=shown,
        grounds=grounds,
    )
    section.done()
    return tier


def _grounds(
    section: Section, measures: Mapping[str, Measure], letters: tuple[str, ...]
) -> Iterator[Ground]:
    """Read the further ways into a tier, each with a reason of its own."""
    for part in section.sections("or") if "or" in section else ():
        reason = _reason(part, measures)
        before = _place(part, "before", letters) if "before" in part else NO_TIER
        yield Ground(read_tests(part, measures)[0], reason, before)
        part.done()


def _tests(section: Section, measures: Mapping[str, Measure]) -> tuple[Test, ...]:
    return read_tests(section, measures) if "when" in section or "any_of" in section else ()


def _reason(section: Section, measures: Mapping[str, Measure]) -> Text:
    reason, known = section.both("reason"), REASON_FIELDS | measures.keys()
    unknown = {
        name for text in reason for _, name, _, _ in Formatter().parse(text) if name is not None
    } - known
    if unknown:
        fields = ", ".join(f"{{{field}}}" for field in sorted(known))
        raise section.wrong("reason", _KNOWN_FIELDS.fill(name=f"{{{min(unknown)}}}", known=fields))
    return reason


def _unclassified(
    top: Section, measures: Mapping[str, Measure], tiers: tuple[Tier, ...]
) -> tuple[Unclassified, ...]:
    cases = []
    for section in top.sections("unclassified") if "unclassified" in top else ():
        cases.append(
            Unclassified(
                read_tests(section, measures),
                _reason(section, measures),
                section.both("todo"),
                section.both("ask"),
                _for_now(section, tiers),
            )
        )
        section.done()
    return tuple(cases)


def _for_now(section: Section, tiers: tuple[Tier, ...]) -> ForNow:
    """Read how they are followed meanwhile: at a cadence of their own, or as a tier; by default the last that is touched."""
    touched = [tier.letter for tier in tiers if tier.cadence.none is None]
    letter = touched[-1] if touched else ""
    if "follow_as" in section:
        letter = touched[_place(section, "follow_as", tuple(touched))]
    like = next((tier for tier in tiers if tier.letter == letter), tiers[-1])
    said = _FOR_NOW.fill(tier=like.shown)
    words = section.both("for_now") if "for_now" in section else said
    if "cadence" not in section:
        return ForNow(like.cadence, like.minutes.a_touch, like.tolerance, words)
    cadence = read_cadence(section.section("cadence"))
    minutes = read_minutes(section.section("minutes"))
    return ForNow(cadence, minutes.a_touch, read_tolerance(section), words)


def _precedence(top: Section, tiers: tuple[Tier, ...]) -> tuple[int, ...]:
    """Give the order of the tests: that of the work, unless the policy states another one."""
    letters = [tier.letter for tier in tiers]
    tested = [tier.letter for tier in tiers if tier.tests]
    if "precedence" not in top:
        return tuple(letters.index(letter) for letter in tested)
    stated = top.words("precedence")
    if sorted(stated) != sorted(tested):
        raise top.wrong("precedence", _NOT_LETTERS.fill(known=", ".join(tested)))
    return tuple(letters.index(letter) for letter in stated)


def _place(section: Section, key: str, letters: tuple[str, ...]) -> int:
    letter = section.text(key)
    if letter not in letters:
        raise section.wrong(key, _NO_SUCH_TIER.fill(letter=letter, known=", ".join(letters)))
    return letters.index(letter)


def _gaps(
    top: Section, measures: Mapping[str, Measure], tiers: tuple[Tier, ...]
) -> tuple[Gap, ...]:
    if "gaps" not in top:
        return ()
    group = top.section("gaps")
    letters = tuple(tier.letter for tier in tiers)
    gaps = []
    for name in group.entries:
        section = group.section(name)
        choice = section.text("gap_policy")
        if choice not in GAP_CHOICES:
            raise section.wrong("gap_policy", _ONE_OF.fill(known=", ".join(GAP_CHOICES)))
        places = {
            "lower": _place(section, "lower", letters),
            "upper": _place(section, "upper", letters),
        }
        between = _between(section, measures, tiers[places["lower"]], tiers[places["upper"]])
        note, source = section.both("note"), section.text("source")
        if between is not None:
            gaps.append(Gap(name, ((between,),), places.get(choice, NO_TIER), choice, note, source))
        section.done()
    return tuple(gaps)


def _between(
    section: Section, measures: Mapping[str, Measure], lower: Tier, upper: Tier
) -> Condition | None:
    """Give what lies above one tier's numbers and below another's; None where nothing does."""
    name = section.text("measure")
    if name not in measures:
        raise section.wrong("measure", _ONE_OF.fill(known=", ".join(measures)))
    tops, bottoms = (
        [c.bounds for test in tier.tests for c in test if c.name == name] for tier in (lower, upper)
    )
    if not tops or not bottoms:
        raise section.wrong("measure", _NOT_TESTED.fill(name=name))
    top = max(tops, key=lambda bounds: bounds.most)
    bottom = min(bottoms, key=lambda bounds: bounds.least)
    gap = Bounds(
        top.most, bottom.least, above_least=not top.below_most, below_most=not bottom.above_least
    )
    return None if gap.is_empty else Condition(measures[name], bounds=gap)


def _touchpoints(top: Section, letters: tuple[str, ...]) -> tuple[Touchpoint, ...]:
    return (
        read_touchpoints(top.section("touchpoints"), letters)
        if "touchpoints" in top
        else default_touchpoints()
    )


def _refuse_flaws(policy: Policy, top: Section) -> None:
    if not policy.tiers:
        return
    ladder = top.section("tiers")
    for place, tier in enumerate(policy.tiers):
        if not tier.tests and place != policy.otherwise:
            raise ladder.wrong(tier.letter, _NO_WHEN)
    for flaw in flaws(policy):
        if not flaw.letter:
            raise top.error("tiers", ladder.node, flaw.what)
        section = ladder.section(flaw.letter)
        raise section.wrong("when" if "when" in section else "any_of", flaw.what)
