"""A ladder with a gap, an overlap or a tier that nobody can reach is refused, with file, line and key."""

from importlib import resources

import pytest

from pipeline.errors import SettingsError
from pipeline.methods import load_policy, pack_names, read_policy


def pack(name):
    return (resources.files("pipeline.methods") / "packs" / f"{name}.yaml").read_text("utf-8")


def refused(name, old, new):
    text = pack(name)
    assert text.count(old) == 1, old
    with pytest.raises(SettingsError) as caught:
        read_policy(text.replace(old, new), "own.yaml")
    line = text[: text.index(old)].count("\n") + 1
    return str(caught.value), f"own.yaml:{line}: "


@pytest.mark.parametrize(
    ("name", "old", "new", "key", "said"),
    [
        # descending thresholds: everybody with 80,000 has 50,000 too
        (
            "retail",
            "when: [{measure: spend, at_least: 50000}]",
            "when: [{measure: spend, at_least: 90000}]",
            "tiers.B.when",
            "A takes all its customers first",
        ),
        (
            "retail",
            "when: [{measure: spend, at_least: 50000}]",
            "when: [{measure: spend, between: [50000, 90000]}]",
            "tiers.B.when",
            "overlaps in part with A (spend)",
        ),
        (
            "retail",
            "above: 0, at_most: 30000",
            "between: [30000, 10000]",
            "tiers.C.when[1].between",
            "the lower bound lies above the upper one",
        ),
        (
            "retail",
            "above: 0, at_most: 30000",
            "above: 0, at_least: 30000",
            "tiers.C.when[1].above",
            "two bounds on one side",
        ),
        (
            "retail",
            "{measure: spend, above: 0, at_most: 30000}",
            "{measure: spend}",
            "tiers.C.when[1]",
            "a bound is missing",
        ),
        (
            "retail",
            "{measure: spend, above: 0, at_most: 30000}",
            "{measure: spent, at_most: 30000}",
            "tiers.C.when[1].measure",
            '"spent" is not known; known: orders, open_samples, spend',
        ),
        ("retail", "sum: amount", "sum: item", "measures.spend.sum", "number column"),
        (
            "retail",
            "of: orders",
            "of: samples",
            "measures.spend.of",
            "can be counted: orders, contacts",
        ),
        (
            "retail",
            "gap_policy: lower",
            "gap_policy: middle",
            "gaps.middle.gap_policy",
            "must be one of: lower, upper, unclassified",
        ),
        (
            "abc",
            "{yes_among: [need, buying_power, authority]",
            "{yes_among: [need, city, authority]",
            "measures.yes.yes_among",
            '"city" is no yes/no column',
        ),
        (
            "abc",
            "when: [{measure: yes, at_least: 3}]",
            "when: [{measure: yes, at_least: 4}]",
            "tiers.A.when",
            "no customer can meet all these conditions",
        ),
        (
            "abc",
            "days: 2, earliest_days: 1",
            "days: 2, earliest_days: 3",
            "tiers.A.cadence.earliest_days",
            "must not be more than days (2)",
        ),
        (
            "abc",
            "days: 2, earliest_days: 1",
            "days: 2, months: 1",
            "tiers.A.cadence.days",
            "just one of these",
        ),
        (
            "abc",
            "only_with: [touch_reason, touch_goal]",
            "only_with: [reason]",
            "tiers.B.cadence.only_with",
            "no such column: reason",
        ),
        (
            "prospect",
            "{column: other_obstacle, is: [yes]}",
            "{column: other_obstacle, is: [perhaps]}",
            "tiers.B.when[1].is",
            '"perhaps" is not known; known: no, yes, unknown, blank',
        ),
        (
            "prospect",
            "precedence: [待定, F2, F1, E, C, D, B, A]",
            "precedence: [待定, F2, F1, E, C, D, B]",
            "precedence",
            "must name each of these tiers once",
        ),
        ("prospect", "otherwise: 待定", "otherwise: Z", "otherwise", "there is no tier Z"),
        ("wechat", "months: [1, 6]", "months: [6, 1]", "neglect.months", "must ascend"),
        ("key_accounts", "least: 3", "least: 0", "key_accounts.least", "whole number of 1 or more"),
    ],
)
def test_a_wrong_ladder_names_file_line_and_key(name, old, new, key, said):
    message, place = refused(name, old, new)
    assert said in message
    assert f": {key}: " in message
    assert message.startswith(place)


def test_customers_that_nobody_takes_are_named():
    text = pack("retail")
    start, end = text.index("gaps:\n"), text.index("unclassified:\n")
    without_gap = text[:start] + text[end:].replace(
        "measure: spend, above: 0}]", "measure: spend, above: 90000}]"
    )
    with pytest.raises(
        SettingsError, match=r"spend 40000, chose_other_brand \"yes\" belongs to no tier"
    ):
        read_policy(without_gap, "own.yaml")
    nobody = pack("wechat").replace(
        "when: [{column: contacted, is: [no]}]", "when: [{column: vip, is: [no]}]"
    )
    with pytest.raises(SettingsError, match="belongs to no tier"):
        read_policy(nobody, "own.yaml")


def test_a_tier_without_a_test_must_take_the_rest():
    text = pack("abc").replace("    when: [{measure: yes, at_least: 1}]\n", "")
    with pytest.raises(SettingsError, match=r"tiers\.C: has no test"):
        read_policy(text, "own.yaml")
    # named in `otherwise`, it takes everybody else
    policy = read_policy(text + "otherwise: C\n", "own.yaml")
    assert policy.tiers[policy.otherwise].letter == "C"


@pytest.mark.parametrize("name", pack_names())
def test_every_number_of_a_pack_has_a_source_and_a_default_says_so(name):
    for tier in load_policy(name).tiers:
        parts = (tier.cadence, tier.minutes, *([tier.tolerance] if tier.tolerance.source else []))
        assert all(part.source for part in parts)
        assert all("default" in part.source for part in parts if part.is_default)


@pytest.mark.parametrize("name", pack_names())
def test_the_minutes_of_a_year_are_its_touches(name):
    for tier in load_policy(name).tiers:
        if tier.cadence.none is None and not tier.is_sample_tier:
            assert tier.minutes.a_year == pytest.approx(
                tier.minutes.a_touch * tier.cadence.touches_a_year, rel=0.01
            )
