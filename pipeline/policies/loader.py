"""Reading policy packs: every key is known, every tier can be reached, every judgement leads somewhere."""

from collections.abc import Mapping
from importlib import resources
from itertools import pairwise
from string import Formatter
from typing import Any, Final

import yaml

from pipeline.errors import SettingsError
from pipeline.policies.model import (
    Cadence,
    Completeness,
    Condition,
    Minutes,
    OrderRhythm,
    Policy,
    SamplePlan,
    SampleStage,
    Tier,
)
from pipeline.policies.section import Section
from schemas.columns import CUSTOMERS
from schemas.texts import Text

COUNTED: Final = ("orders", "open_samples")
REASON_FIELDS: Final = frozenset({"orders", "last_order", "samples", "sample_start"})
SETTINGS_FILE: Final = "followup.toml"


def pack_names() -> tuple[str, ...]:
    """Give the names of the packs that come with the program."""
    folder = resources.files("pipeline.policies") / "packs"
    return tuple(sorted(path.name.removesuffix(".yaml") for path in folder.iterdir() if path.name.endswith(".yaml")))


def load_policy(name: str = "trade", overrides: Mapping[str, Any] | None = None) -> Policy:
    """Load a pack that comes with the program.

    Takes:   its name; overrides of single numbers by dotted key ({"tiers.E.cadence.months": 5}) or nested mappings.
    Returns: the frozen policy.
    Raises:  SettingsError for an unknown pack, or naming file, line and key of what is wrong.
    Source:  design.md, methods.md (opening).
    """
    if name not in pack_names():
        what = Text("没有名为“{name}”的规则包。可用的有:{known}。", 'There is no policy pack "{name}". Known: {known}.')
        raise SettingsError(what.fill(name=name, known=", ".join(pack_names())))
    text = (resources.files("pipeline.policies") / "packs" / f"{name}.yaml").read_text("utf-8")
    return read_policy(text, f"{name}.yaml", overrides)


def read_policy(text: str, file: str, overrides: Mapping[str, Any] | None = None) -> Policy:
    """Read a policy from YAML text; `file` is what errors call it. Raises SettingsError."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        what = Text("{file}:{line}:不是有效的 YAML。", "{file}:{line}: this is not valid YAML.")
        raise SettingsError(what.fill(file=file, line=line)) from error
    if node is None:
        raise SettingsError(Text("{file}:文件是空的。", "{file}: the file is empty.").fill(file=file))
    _name_file(node, file)
    for path, value in _flat(overrides or {}):
        _override(node, path, value)
    return _policy(Section(file, "", node))


def _name_file(node: yaml.Node, file: str) -> None:
    """Write the file's name into every mark, so that an overridden value can name another file than its neighbours."""
    node.start_mark.name = file
    children = node.value if isinstance(node, yaml.SequenceNode) else ()
    if isinstance(node, yaml.MappingNode):
        children = [part for pair in node.value for part in pair]
    for child in children:
        _name_file(child, file)


def _flat(overrides: Mapping[str, Any], path: str = "") -> list[tuple[str, Any]]:
    pairs: list[tuple[str, Any]] = []
    for key, value in overrides.items():
        place = f"{path}.{key}" if path else str(key)
        pairs += _flat(value, place) if isinstance(value, Mapping) else [(place, value)]
    return pairs


def _override(root: yaml.Node, path: str, value: Any) -> None:
    """Replace one number (or list of numbers) of the pack; only what is there can be overridden."""
    node, *_, key = root, *path.split(".")
    for part in path.split(".")[:-1]:
        node = _child(node, part, path)
    old = _child(node, key, path)
    numbers = value if isinstance(old, yaml.SequenceNode) else [value]
    if isinstance(old, yaml.MappingNode) or not isinstance(numbers, list) or not all(map(_is_number, numbers)):
        raise _override_error(path, Text("这里只能换成数字或 true/false", "only a number or true/false can stand here"))
    mark = yaml.Mark(SETTINGS_FILE, 0, -1, 0, None, 0)
    scalars = [yaml.ScalarNode("", str(number).lower(), mark, mark) for number in numbers]
    new: yaml.Node = yaml.SequenceNode("", scalars, mark, mark) if isinstance(old, yaml.SequenceNode) else scalars[0]
    assert isinstance(node, yaml.MappingNode)  # noqa: S101 -- _child found the key in it
    node.value = [(name, new if name.value == key else child) for name, child in node.value]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float))


def _child(node: yaml.Node, key: str, path: str) -> yaml.Node:
    pairs: list[tuple[yaml.Node, yaml.Node]] = node.value if isinstance(node, yaml.MappingNode) else []
    entries = {name.value: child for name, child in pairs}
    if key not in entries:
        raise _override_error(path, Text("规则包里没有这个键", "the pack has no such key"))
    return entries[key]


def _override_error(path: str, what: Text) -> SettingsError:
    return SettingsError(Text(f"{SETTINGS_FILE}:{path}:{what.zh}。", f"{SETTINGS_FILE}: {path}: {what.en}."))


def _policy(top: Section) -> Policy:
    checks = top.section("checks")
    unclassified = top.section("unclassified")
    policy = Policy(
        pack=top.text("pack"),
        name=top.both("name"),
        label=top.both("label"),
        source=top.text("source"),
        tiers=_tiers(top),
        unclassified_reason=unclassified.both("reason"),
        unclassified_todo=unclassified.both("todo"),
        samples=_samples(top.section("samples")),
        unanswered_mails=checks.whole("unanswered_mails", 1),
        completeness=_completeness(top.section("completeness")),
    )
    checks.text("source")
    for section in (checks, unclassified, top):
        section.done()
    return policy


def _tiers(top: Section) -> tuple[Tier, ...]:
    ladder = top.section("tiers")
    tiers: list[Tier] = []
    for letter in ladder.entries:
        section = ladder.section(letter)
        tier = _tier(letter, section)
        _refuse_unreachable(tier, tiers, section)
        tiers.append(tier)
    _refuse_gaps(tiers, ladder, top)
    return tuple(tiers)


def _tier(letter: str, section: Section) -> Tier:
    reason = section.both("reason")
    unknown = {name for text in reason for _, name, _, _ in Formatter().parse(text) if name is not None} - REASON_FIELDS
    if unknown:
        raise section.wrong("reason", _known_fields(min(unknown)))
    tier = Tier(
        letter=letter,
        name=section.both("name"),
        when=tuple(_condition(part) for part in section.sections("when")),
        reason=reason,
        cadence=_cadence(section.section("cadence")),
        minutes=_minutes(section.section("minutes")),
        order_rhythm=_rhythm(section.section("order_rhythm")) if "order_rhythm" in section else None,
        follows_samples=section.yes("follows_samples"),
        needs_plan=section.yes("needs_plan"),
        may_be_switched_off=section.yes("may_be_switched_off"),
    )
    section.done()
    return tier


def _known_fields(name: str) -> Text:
    what = Text("不认识 {name},可用:{known}", "{name} is not known here; known: {known}")
    return what.fill(name=f"{{{name}}}", known=", ".join(f"{{{field}}}" for field in sorted(REASON_FIELDS)))


def _condition(section: Section) -> Condition:
    if "count" in section:
        subject = section.text("count")
        if subject not in COUNTED:
            raise section.wrong(
                "count", Text("只能数:{known}", "can be counted: {known}").fill(known=", ".join(COUNTED))
            )
        condition = Condition(subject, at_least=section.whole("at_least", 1))
    else:
        condition = _choice_condition(section)
    section.done()
    return condition


def _choice_condition(section: Section) -> Condition:
    codes = _codes(section.text("column"))
    if not codes:
        raise section.wrong("column", Text("客户表没有这个选项列", "the customer sheet has no such choice column"))
    words = frozenset(section.words("one_of"))
    if words - codes:
        what = Text("不认识“{word}”,可用:{known}", '"{word}" is not known; known: {known}')
        raise section.wrong("one_of", what.fill(word=min(words - codes), known=", ".join(sorted(codes))))
    return Condition(section.text("column"), one_of=words)


def _codes(key: str) -> frozenset[str]:
    """Give the codes of a choice column of the customer sheet; empty where there is no such column."""
    return frozenset(choice.code for choice in CUSTOMERS[key].choices) if key in CUSTOMERS.keys else frozenset()


def _refuse_unreachable(tier: Tier, earlier: list[Tier], section: Section) -> None:
    """Refuse a tier whose customers all belong to earlier ones."""
    for other in earlier:
        if all(any(own.implies(condition) for own in tier.when) for condition in other.when):
            what = Text(
                "永远到不了:符合的客户都先归入 {other}", "can never be reached: {other} takes all its customers first"
            )
            raise section.wrong("when", what.fill(other=other.letter))
    for own in tier.when:
        taken = [c.one_of for other in earlier if len(other.when) == 1 for c in other.when if c.subject == own.subject]
        if own.one_of and own.one_of <= frozenset().union(*taken):
            what = Text(
                "永远到不了:这些值都先归入前面的等级", "can never be reached: earlier tiers take all these values"
            )
            raise section.wrong("when", what)


def _refuse_gaps(tiers: list[Tier], ladder: Section, top: Section) -> None:
    """Refuse a ladder that asks for a judgement and leaves one of its answers to nobody."""
    conditions = [condition for tier in tiers for condition in tier.when]
    for subject in sorted({condition.subject for condition in conditions if condition.one_of}):
        covered = frozenset().union(*(condition.one_of for condition in conditions if condition.subject == subject))
        missing = sorted(_codes(subject) - covered)
        if missing:
            what = Text("{column} 的“{code}”不属于任何等级", '{column} "{code}" belongs to no tier')
            raise top.error("tiers", ladder.node, what.fill(column=subject, code=missing[0]))
    if not tiers:
        raise top.error("tiers", ladder.node, Text("至少要有一个等级", "there must be at least one tier"))


def _cadence(section: Section) -> Cadence:
    cadence = Cadence(section.whole("months", 1), section.text("source"), section.yes("is_default"))
    section.done()
    return cadence


def _minutes(section: Section) -> Minutes:
    minutes = Minutes(section.number("a_touch"), section.number("a_year"), section.text("source"))
    section.done()
    return minutes


def _rhythm(section: Section) -> OrderRhythm:
    slots = section.wholes("touches_before_days", 1)
    if any(later >= earlier for earlier, later in pairwise(slots)):
        raise section.wrong("touches_before_days", Text("应从大到小,不重复", "must descend without repeats"))
    monthly = section.whole("monthly_up_to_days", 1)
    if slots[0] >= monthly:
        what = Text("应小于 monthly_up_to_days({monthly})", "must stay below monthly_up_to_days ({monthly})")
        raise section.wrong("touches_before_days", what.fill(monthly=monthly))
    rhythm = OrderRhythm(
        orders_at_least=section.whole("orders_at_least", 2),
        monthly_up_to_days=monthly,
        touches_before_days=slots,
        longest_silence_months=section.whole("longest_silence_months", 1),
        source=section.text("source"),
    )
    section.done()
    return rhythm


def _samples(section: Section) -> SamplePlan:
    plan = SamplePlan(
        confirmed=_stage(section.section("confirmed")),
        received=_stage(section.section("received")),
        minutes_a_sample=section.number("minutes_a_sample"),
        decide=section.both("decide"),
        source=section.text("source"),
    )
    section.done()
    return plan


def _stage(section: Section) -> SampleStage:
    stage = SampleStage(section.wholes("gaps", 1))
    section.done()
    return stage


def _completeness(section: Section) -> Completeness:
    score = Completeness(
        hard=section.number("hard"),
        soft=section.number("soft"),
        empty_words=frozenset(section.words("empty_words")),
        source=section.text("source"),
    )
    total = 100
    if score.hard + score.soft != total:
        raise section.wrong("soft", Text("hard 与 soft 之和应为 100", "hard and soft must add up to 100"))
    section.done()
    return score
