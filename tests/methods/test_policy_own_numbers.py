"""A team changes single numbers: in a file of its own, in followup.toml, or on the sheet 设置 of the workbook."""

import datetime as dt

import pytest
from openpyxl import Workbook

from pipeline.errors import SettingsError
from pipeline.jobs import results as outcomes
from pipeline.jobs import weekly as runs
from pipeline.methods import CellNumber, load_method, load_policy, policy_numbers
from pipeline.methods.keys import key_name, policy_key

TODAY = dt.date(2026, 11, 23)


def own_file(folder, text):
    (folder / "our.yaml").write_text(text, encoding="utf-8")
    return load_policy("our.yaml", folder=folder)


def test_a_file_extends_a_pack_and_changes_what_it_names(tmp_path):
    policy = own_file(
        tmp_path,
        "extends: trade\ntiers:\n  E: {cadence: {months: 5, source: 公司规定}}\npile: {share: 8}\n",
    )
    assert (policy.tier("E").cadence.months, policy.tier("E").cadence.source) == (5, "公司规定")
    assert policy.tier("E").minutes == load_policy("trade").tier("E").minutes
    assert policy.pack == "trade"


def test_a_wrong_key_in_an_own_file_names_that_file_and_line(tmp_path):
    with pytest.raises(
        SettingsError, match=r"^our\.yaml:4: tiers\.E\.cadence\.weeks: there is no such key"
    ):
        own_file(tmp_path, "extends: trade\ntiers:\n  E:\n    cadence: {weeks: 5}\n")
    with pytest.raises(SettingsError, match=r"our\.yaml:1: pile\.share: must be a whole number"):
        own_file(tmp_path, "{extends: prospect, pile: {share: none}}")
    with pytest.raises(SettingsError, match="no policy pack"):
        own_file(tmp_path, "extends: nothing\n")
    with pytest.raises(SettingsError, match=r"gone\.yaml: this policy file cannot be read"):
        load_policy("gone.yaml", folder=tmp_path)


def test_what_only_runs_beside_a_method_cannot_be_the_primary_one():
    assert load_policy("key_accounts").key_accounts.least == 3
    with pytest.raises(SettingsError, match="runs beside another method"):
        load_method("key_accounts")


@pytest.mark.parametrize(
    ("key", "typed", "read"),
    [
        ("tiers.E.cadence.months", 5.0, lambda p: p.tier("E").cadence.months == 5),
        ("等级.E.周期.月", "5", lambda p: p.tier("E").cadence.months == 5),
        ("等级.E.可停跟", "否", lambda p: not p.tier("E").may_be_switched_off),
        ("样单.签收后.间隔", "2-4、6", lambda p: p.samples.received.gaps == (2, 4, 6)),
        ("等级.A.用时.每次分钟", 8.5, lambda p: p.tier("A").minutes.a_touch == 8.5),
    ],
)
def test_a_cell_of_the_workbook_changes_a_number(key, typed, read):
    cells = {policy_key(key): CellNumber(typed, "设置!B2")}
    assert read(load_policy("trade", cells=cells)) == True  # noqa: E712 -- a flag or a comparison


def test_a_bound_of_a_tier_is_a_number_like_any_other():
    policy = load_policy(
        "retail", cells={policy_key("等级.A.条件.1.不低于"): CellNumber(100000.0, "设置!B2")}
    )
    assert policy.tier("A").tests[0][0].bounds.least == 100_000
    # in trade, one order would then belong to nobody: said, not guessed
    with pytest.raises(
        SettingsError, match="orders 1, open_samples 0, potential blank belongs to no tier"
    ):
        load_policy("trade", cells={"tiers.A.when.1.at_least": CellNumber(2, "设置!B2")})


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [
        ("tiers.E.cadence.months", "六", "设置!B2: tiers.E.cadence.months: only a number"),
        (
            "tiers.E.cadence.months",
            "0",
            "设置!B2: tiers.E.cadence.months: must be a whole number of 1 or more",
        ),
        ("tiers.E.cadence.weeks", "6", "设置!B2: tiers.E.cadence.weeks: the pack has no such key"),
        ("tiers.E", "6", "设置!B2: tiers.E: only a number"),
        (
            "samples.received.gaps.1",
            "6",
            "设置!B2: samples.received.gaps.1: the pack has no such key",
        ),
    ],
)
def test_a_wrong_cell_is_named(key, typed, said):
    with pytest.raises(SettingsError) as caught:
        load_policy("trade", cells={key: CellNumber(typed, "设置!B2")})
    assert said in str(caught.value)


@pytest.mark.parametrize("name", ["trade", "abc", "prospect", "retail", "wechat", "key_accounts"])
def test_every_number_that_is_shown_can_be_changed_under_its_chinese_name(name):
    for number in policy_numbers(name):
        assert policy_key(key_name(number.key, "zh")) == number.key
        load_policy(name, cells={number.key: CellNumber(number.value, "设置!B2")})


def workbook(path, settings):
    book = Workbook()
    sheet = book.active
    sheet.title = "客户"
    sheet.append(["客户编号", "客户名称", "潜力", "上次跟进"])
    sheet.append(["K1", "甲公司", "无潜", dt.date(2026, 6, 22)])
    if settings:
        numbers = book.create_sheet("设置")
        for row in [["项目", "值", "说明"], *settings]:
            numbers.append(row)
    book.save(path)
    return outcomes.Request(path, TODAY)


def test_the_sheet_beats_followup_toml_which_beats_the_pack(tmp_path):
    def months(settings):
        loaded = runs.load(workbook(tmp_path / "book.xlsx", settings), lambda _: None)
        return loaded.policy.tier("E").cadence.months

    assert months([]) == 6
    (tmp_path / "followup.toml").write_text(
        '[policy_numbers]\n"tiers.E.cadence.months" = 5\n', encoding="utf-8"
    )
    assert months([]) == 5
    assert months([["等级.E.周期.月", 4, "老板要求"], [None, None, "空行"]]) == 4
    with pytest.raises(
        SettingsError, match=r"设置!B2: tiers\.E\.cadence\.months: must be a whole number"
    ):
        months([["等级.E.周期.月", 4.5, None]])


def test_a_secondary_method_adds_its_grade_to_the_right_of_the_five(tmp_path):
    request = workbook(tmp_path / "book.xlsx", [])
    (tmp_path / "followup.toml").write_text('secondary = ["abc"]\n', encoding="utf-8")
    outcome = runs.preview(request, lambda _: None)
    headers = [column.header for column in outcome.plan.new_columns]
    assert headers == [
        "等级",
        "等级说明",
        "下次跟进",
        "到期说明",
        "完整度",
        "三要素等级",
        "三要素等级说明",
    ]
    told = {cell.header: cell for cell in outcome.plan.cells()}
    assert (
        told["三要素等级说明"].new == "未分级：三要素没有一项为“有”；还不知道：需求、购买力、决定权"
    )
    for wrong in ('["trade"]', '["abc", "abc"]', '["key_accounts"]', '"abc"'):
        (tmp_path / "followup.toml").write_text(f"secondary = {wrong}\n", encoding="utf-8")
        with pytest.raises(SettingsError):
            runs.load(request, lambda _: None)
