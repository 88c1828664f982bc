"""The team's own words: deals, judgements, grades and promised dates stand in where nothing else says so."""

import pytest
from tables import check_tiers, due, graded, one, read_table

from pipeline.methods import load_policy, missing_columns

MONDAY = "2026-11-23"
RETAIL, WECHAT, PROSPECT = (load_policy(name) for name in ("retail", "wechat", "prospect"))

# What any-workbook.md wants to come out: the team's words, the last contact, and the next one.
TEAM_FILE = """
    deal       | judged   | potential | own_tier | last_contact | own_next   | 等级 | 下次跟进
    ordered    | strong   |           |          | 2026-10-26   |            | A    | 2026-11-26
    sample     | strong   |           |          | 2026-11-12   |            | B    | 2026-12-14
    sample     | strong   |           |          | 2026-11-12   | 2026-11-25 | B    | 2026-11-25
    none       | strong   |           |          | 2026-10-19   |            | C    | 2026-12-21
    none       | strong   |           |          | 2026-10-19   | 2026-12-01 | C    | 2026-12-01
    none       | ordinary |           |          | 2026-09-02   |            | D    | 2026-12-02
    not_needed | none     |           |          | 2026-06-18   |            | E    | 2026-12-18
    not_needed | strong   |           |          | 2026-06-18   |            | E    | 2026-12-18
    not_needed |          | strong    |          | 2026-06-18   |            | E    | 2026-12-18
    lost       | none     |           |          | 2026-05-20   |            | E    | 2026-11-20
    lost       | strong   | strong    | A        | 2026-05-20   |            | E    | 2026-11-20
               |          |           | A        | 2026-10-26   |            | A    | 2026-11-26
               |          |           | c        | 2026-10-19   |            | C    | 2026-12-21
    none       |          |           | E        | 2026-06-18   |            | E    | 2026-12-18
    ordered    |          |           | E        | 2026-10-26   |            | A    | 2026-11-26
    sample     |          |           | E        | 2026-11-12   |            | B    | 2026-12-14
               | strong   | none      |          | 2026-06-18   |            | E    | 2026-12-18
               | strong   |           | D        | 2026-09-02   |            | D    | 2026-12-02
               |          | strong    | D        | 2026-10-19   |            | C    | 2026-12-21
"""


def test_the_teams_words_give_tier_and_date():
    wanted = read_table(TEAM_FILE)
    cells = [key for key in wanted if key.isascii()]
    found = [one(MONDAY, **{key: row[key] for key in cells}) for _, row in wanted.iterrows()]
    assert [row["tier"] for row in found] == wanted["等级"].tolist()
    assert [due(row) for row in found] == wanted["下次跟进"].tolist()


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"deal": "ordered"}, "外贸A：成交情况：已成交"),
        ({"deal": "sample"}, "外贸B：成交情况：已寄样（没有样单日期）"),
        ({"deal": "lost"}, "外贸E：成交情况：已流失"),
        ({"deal": "not_needed"}, "外贸E：成交情况：暂无需求"),
        ({"judged": "strong"}, "外贸C：客户判断：重点"),
        ({"judged": "ordinary"}, "外贸D：客户判断：一般"),
        ({"judged": "none"}, "外贸E：客户判断：无效"),
        ({"own_tier": "B"}, "外贸B：团队自己的等级 B"),
        (
            {"own_tier": "钻石", "judged": "strong"},
            "外贸C：客户判断：重点；团队自己的等级“钻石”不是本方法的等级，未采用",
        ),
        (
            {"deal": "none", "own_tier": "钻石"},
            "未分级：无订单、无未结样单，潜力空白；请判断潜力；团队自己的等级“钻石”不是本方法的等级，未采用",
        ),
    ],
)
def test_the_reason_names_the_word(cells, reason):
    assert one(MONDAY, **cells)["tier_reason"] == reason


@pytest.mark.parametrize(
    ("deal", "orders", "samples", "tier"),
    [
        ("none", "2026-09-01", "", "A"),
        ("not_needed", "2026-09-01", "", "A"),
        ("sample", "2026-09-01", "", "A"),
        ("lost", "2026-09-01", "", "E"),  # who left had ordered before
        ("not_needed", "", "2026-11-02", "B"),
        ("lost", "", "2026-11-02", "E"),
    ],
)
def test_orders_and_samples_beat_words_but_not_the_loss(deal, orders, samples, tier):
    rows = f"customer_id | confirmed\nK1 | {samples}" if samples else ""
    assert one(MONDAY, deal=deal, orders=orders, samples=rows, own_tier="D")["tier"] == tier


def test_a_person_still_decides_over_the_teams_words():
    found = one(MONDAY, deal="lost", manual_tier="C")
    assert found["tier_reason"] == "外贸C：手动等级，规则判为 外贸E"


@pytest.mark.parametrize(
    ("policy", "table"),
    [
        (
            RETAIL,
            """
            deal    | spend | 等级
            lost    |       | D
            lost    | 0     | D
            lost    | 60000 | B
            ordered |       |
            """,
        ),
        (
            WECHAT,
            """
            deal       | contacted | long_product | 等级
            ordered    |           |              | M
            ordered    |           | yes          | O
            lost       |           |              | Y
            not_needed | no        |              | Y
            none       |           |              |
            """,
        ),
        (PROSPECT, "deal | own_tier | 等级\nordered | | 待定\n | B | B"),
    ],
)
def test_other_methods_take_what_they_have_a_notion_of(policy, table):
    check_tiers(table, policy)


def test_the_own_grade_speaks_of_the_primary_method_alone():
    found = graded("customer_id | own_tier\nK1 | B", MONDAY, secondary=(load_policy("abc"),)).iloc[
        0
    ]
    assert (found["tier"], found["abc_grade"]) == ("B", "")


@pytest.mark.parametrize(
    ("last", "agreed", "promised", "date", "says"),
    [
        ("2026-10-26", "", "2026-12-01", "2026-12-01", "团队自己定的下次跟进 2026-12-01"),
        ("2026-10-26", "2026-11-30", "2026-12-01", "2026-11-30", "与客户约定 2026-11-30"),
        # kept, on the day or later: the cadence is back
        ("2026-10-26", "", "2026-10-26", "2026-11-26", "每 1 个月一次"),
        ("2026-10-26", "", "2026-10-20", "2026-11-26", "每 1 个月一次"),
        # not kept: overdue from that day
        ("2026-10-26", "", "2026-11-06", "2026-11-06", "上次跟进"),
        # the agreed day is done, the next promise stands
        ("2026-10-26", "2026-10-20", "2026-12-01", "2026-12-01", "团队自己定的下次跟进"),
        ("", "", "2026-12-01", "2026-12-01", "团队自己定的下次跟进 2026-12-01"),
    ],
)
def test_a_promised_date_counts_until_it_is_kept(last, agreed, promised, date, says):
    found = one(MONDAY, deal="ordered", last_contact=last, agreed_date=agreed, own_next=promised)
    assert due(found) == date
    assert says in found["due_reason"]


def test_nobody_is_asked_to_add_columns_of_the_teams_own_words():
    asked = "".join(
        text.zh
        for text in missing_columns(
            load_policy("trade"), {"customers": graded("customer_id\nK1", MONDAY)}
        )
    )
    assert "潜力" in asked
    assert "成交情况" not in asked
    assert "客户判断" not in asked
