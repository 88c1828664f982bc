"""The pack says what the source says, and a wrong pack is refused with file, line and key."""

from importlib import resources

import pytest

from pipeline.errors import SettingsError
from pipeline.methods import load_policy, pack_names, read_policy

PACK = (resources.files("pipeline.methods") / "packs" / "trade.yaml").read_text("utf-8")


def refused(text, overrides=None):
    with pytest.raises(SettingsError) as caught:
        read_policy(text, "own.yaml", overrides)
    assert caught.value.exit_code == 5
    assert caught.value.text.zh
    return str(caught.value)


def line_of(part, text=PACK):
    return text[: text.index(part)].count("\n") + 1


def test_trade_has_the_numbers_of_its_source():
    trade = load_policy("trade")
    assert trade.letters == ("A", "B", "C", "D", "E")
    assert [tier.cadence.months for tier in trade.tiers if tier.letter != "B"] == [1, 2, 3, 6]
    assert [tier.minutes.a_touch for tier in trade.tiers if tier.letter != "B"] == [7.5, 20, 4, 2]
    # a year's minutes are the touches of a year
    assert all(
        t.minutes.a_year == t.minutes.a_touch * 12 / t.cadence.months
        for t in trade.tiers
        if t.letter != "B"
    )
    assert trade.samples.confirmed.gaps == (1, 1, 2, 3, 7, 7, 15)
    assert sum(trade.samples.confirmed.gaps) == 36
    assert trade.samples.received.gaps == (3, 7, 3, 7)
    assert trade.samples.minutes_a_step * 11 == pytest.approx(120)
    assert [tier.letter for tier in trade.tiers if tier.needs_plan] == ["C"]
    assert [tier.letter for tier in trade.tiers if tier.may_be_switched_off] == ["E"]
    assert trade.tier_label("A") == ("外贸A", "Trade A")


def test_the_years_workload_of_the_source_comes_out():
    # methods.md §11: 40 A, 15 B samples, 30 C, 200 D, 500 E = 14,200 minutes a year
    trade = load_policy("trade")
    people = {"A": 40, "C": 30, "D": 200, "E": 500}
    total = sum(count * trade.tier(letter).minutes.a_year for letter, count in people.items())
    assert total + 15 * trade.samples.minutes_a_sample == 14_200


def test_a_team_overrides_single_numbers_by_dotted_key_or_nested():
    assert load_policy("trade", {"tiers.E.cadence.months": 5}).tier("E").cadence.months == 5
    assert (
        load_policy("trade", {"tiers": {"A": {"minutes": {"a_touch": 8.5}}}})
        .tier("A")
        .minutes.a_touch
        == 8.5
    )
    assert load_policy("trade", {"samples.received.gaps": [2, 4]}).samples.received.gaps == (2, 4)


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        (
            {"tiers.E.cadence.months": 0},
            "followup.toml: tiers.E.cadence.months: must be a whole number of 1 or more",
        ),
        ({"tiers.E.cadence.months": "six"}, "followup.toml: tiers.E.cadence.months: only a number"),
        (
            {"tiers.E.cadence.weeks": 6},
            "followup.toml: tiers.E.cadence.weeks: the pack has no such key",
        ),
        (
            {"tiers.Z.cadence.months": 6},
            "followup.toml: tiers.Z.cadence.months: the pack has no such key",
        ),
        ({"tiers.E.cadence": 6}, "followup.toml: tiers.E.cadence: only a number"),
        (
            {"samples.confirmed.gaps": [1, -2]},
            "followup.toml: samples.confirmed.gaps: must be a list",
        ),
    ],
)
def test_a_wrong_override_names_the_settings_file_and_key(overrides, said):
    assert said in refused(PACK, overrides)


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        (
            "needs_plan: true",
            "needs_paln: true",
            "tiers.C.needs_paln",
            "there is no such key; known here: any_of, cadence",
        ),
        (
            "unanswered_mails: 5",
            "unanswered_mails: five",
            "checks.unanswered_mails",
            "whole number of 1 or more",
        ),
        (
            "cadence: {months: 3,",
            "cadence: {months: 3.5,",
            "tiers.D.cadence.months",
            "whole number",
        ),
        ("[28, 21, 14, 7]", "[7, 14]", "tiers.A.order_rhythm.touches_before_days", "must descend"),
        (
            "[28, 21, 14, 7]",
            "[60, 7]",
            "tiers.A.order_rhythm.touches_before_days",
            "monthly_up_to_days (45)",
        ),
        (
            "when: [{column: potential, one_of: [strong]}]",
            "when: [{column: potential, one_of: [strng]}]",
            "tiers.C.when[1].one_of",
            '"strng" is not known; known: none, ordinary, strong',
        ),
        (
            "column: potential, one_of: [none]",
            "column: city, one_of: [none]",
            "tiers.E.when[1].column",
            "choice column",
        ),
        (
            "[{count: orders, at_least: 1}]",
            "[{count: visits, at_least: 1}]",
            "tiers.A.when[1].count",
            "can be counted: orders, open_samples",
        ),
        (
            "column: potential, one_of: [none]",
            "count: orders, at_least: 3",
            "tiers.E.when",
            "A takes all its customers",
        ),
        (
            "when: [{column: potential, one_of: [ordinary]}]",
            "when: [{column: potential, one_of: [strong]}]",
            "tiers.D.when",
            "C takes all its customers first",
        ),
        ("soft: 80", "soft: 70", "completeness.soft", "add up to 100"),
        ("{orders} 张订单", "{ordres} 张订单", "tiers.A.reason", "{ordres} is not known here"),
        ("needs_plan: true", "needs_plan: maybe", "tiers.C.needs_plan", "true or false"),
        (
            "confirmed: {gaps: [1, 1, 2, 3, 7, 7, 15]}",
            "confirmed: {gaps: []}",
            "samples.confirmed.gaps",
            "a list",
        ),
    ],
)
def test_a_wrong_pack_names_file_line_and_key(old, new, key, said):
    assert PACK.count(old) == 1, old
    message = refused(PACK.replace(old, new))
    assert message.startswith(f"own.yaml:{line_of(old)}: {key}: ")
    assert said in message


def test_a_judgement_that_leads_nowhere_is_a_gap():
    block = PACK[PACK.index("  D:\n") : PACK.index("  E:\n")]
    without = PACK.replace("    follow_as: D\n", "").replace("answered: [D, E]", "answered: [E]")
    message = refused(without.replace(block, ""))
    assert message.startswith("own.yaml:")
    assert 'potential "ordinary" belongs to no tier' in message


def test_a_missing_or_repeated_key_is_named():
    assert "samples.minutes_a_sample: this key is missing" in refused(
        PACK.replace("  minutes_a_sample: 120\n", "")
    )
    twice = PACK.replace("  hard: 20\n", "  hard: 20\n  hard: 30\n")
    assert refused(twice).startswith(
        f"own.yaml:{line_of('  hard: 30', twice)}: completeness.hard: this key is written twice"
    )


@pytest.mark.parametrize("text", ["", "tiers: [", "- a\n- b", "just words"])
def test_what_is_no_pack_at_all_is_refused(text):
    assert "own.yaml" in refused(text)


def test_an_unknown_pack_names_the_known_ones():
    assert pack_names() == ("abc", "key_accounts", "prospect", "retail", "trade", "wechat")
    with pytest.raises(SettingsError, match=r'no policy pack "insurance"\. Known: abc'):
        load_policy("insurance")


def test_a_policy_cannot_be_changed_by_accident():
    with pytest.raises(AttributeError):
        load_policy("trade").unanswered_mails = 3
