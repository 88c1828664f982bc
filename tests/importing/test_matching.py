"""Who is one and who is two: every rule on records made by hand, the truth written beside them."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.importing.model import RECORD_COLUMNS
from pipeline.importing.people import match

MOBILE, MOBILE_2, OFFICE = "+8613800138000", "+8613911112222", "+862161234567"


def records(*rows, start=0):
    """Make a frame: name (also the person), and whatever else is told."""
    blank = {column: () if column in {"phones", "emails"} else "" for column in RECORD_COLUMNS}
    filled = [blank | {"person": row.get("name", "")} | row for row in rows]
    index = range(start, start + len(rows))
    return pd.DataFrame(filled, index=index, columns=list(RECORD_COLUMNS), dtype=object)


def others(count=60):
    """Give people who have nothing to do with the case: names get their usual rarity."""
    surnames, given_names = "赵钱孙李周吴郑冯", "磊勇艳杰涛超霞刚"
    return [
        {
            "name": surnames[n % 8] + given_names[n // 8 % 8] + given_names[n % 7],
            "phones": (f"+86135{n:08d}",),
        }
        for n in range(count)
    ]


def decision(left, right):
    """Match one existing record with one incoming one, among others; give the decision."""
    found = match(records(left, *others()), records(right, start=1000))
    decisions = [pair.decision for pair in found.pairs if (pair.left, pair.right) == (0, 1000)]
    assert (found.existing.get(1000) == 0) == (decisions == ["same"])
    return decisions[0] if decisions else "different"


@pytest.mark.parametrize(
    ("name", "again"),
    [
        ("张伟明", "张伟明"),
        ("张伟明", "張偉明"),  # traditional
        ("王喆", "王哲"),  # a variant character
        ("刘芳", "刘方"),  # the same sound
        ("曾伟", "Zeng Wei"),  # 曾 as a surname is not ceng
        ("仇英", "Ying Qiu"),  # 仇 as a surname is not chou
        ("单晓东", "ShanXiaodong"),  # 单 is not dan; written in one word
        ("解雨臣", "XIE, Yuchen"),
        ("欧阳锋", "Ouyang Feng"),
        ("吕布", "Lv Bu"),
        ("王伟", "王总"),
        ("王伟", "小王"),
        ("王伟", "Mr. Wang"),
        ("王伟", "Kevin Wang"),
        ("王伟", "王伟（采购）"),
        ("John Smith", "SMITH, John"),
        ("Jonathan Smith", "Jonathon Smith"),
        ("José García", "Jose Garcia"),
    ],
)
def test_one_phone_and_two_forms_of_one_name_are_one_person(name, again):
    assert (
        decision({"name": name, "phones": (MOBILE,)}, {"name": again, "phones": (MOBILE,)})
        == "same"
    )
    assert (
        decision({"name": again, "phones": (MOBILE,)}, {"name": name, "phones": (MOBILE,)})
        == "same"
    )


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("王伟", "李娜"),  # a couple
        ("王伟", "王芳"),  # father and daughter
        ("单伟", "Dan Wei"),  # the reading that it has as a word, not as a surname
        ("王伟", "李总"),
        ("王伟", "Wang Fang"),
        ("王伟", "Lifang"),
        ("John Smith", "Mary Smith"),
        ("John Smith", "Peter Jones"),
    ],
)
def test_a_shared_phone_never_merges_two_full_names(name, other):
    assert (
        decision({"name": name, "phones": (MOBILE,)}, {"name": other, "phones": (MOBILE,)})
        == "different"
    )


@pytest.mark.parametrize("name", ["张伟", "欧阳雪梅", "Bartholomew Featherstonehaugh"])
def test_a_name_alone_never_merges_however_rare(name):
    assert decision({"name": name}, {"name": name}) in {"review", "different"}
    town = {"name": name, "city": "上海"}
    assert decision(town, town) in {"review", "different"}


def test_a_rare_name_alone_is_asked_about_and_one_with_two_things_against_it_is_not():
    rare = {"name": "欧阳雪梅"}
    assert decision(rare, rare) == "review"
    one = rare | {"phones": (MOBILE,), "emails": ("a1@qq.com",), "city": "上海"}
    other = rare | {"phones": (MOBILE_2,), "emails": ("zz9@163.com",), "city": "广州"}
    assert decision(one, other) == "different"


def test_one_character_less_alike_is_asked_about_since_brothers_share_a_phone():
    assert (
        decision({"name": "王建国", "phones": (MOBILE,)}, {"name": "王建军", "phones": (MOBILE,)})
        == "review"
    )


def test_one_character_off_is_one_person_where_phone_and_account_agree():
    both = {"phones": (MOBILE,), "wechat": "wjg_1970"}
    assert decision({"name": "王建国"} | both, {"name": "王建固"} | both) == "same"


@pytest.mark.parametrize(
    "shared",
    [
        {"emails": ("wei.zhang@example.com",)},
        {"wechat": "zhang_wm88"},
        {"identity": "310101198001011234"},
        {"birthday": "1980-01-01"},
        {"company": "上海华信科技有限公司"},
        {"address": "上海市南京东路 100 号 3 楼"},
        {"phones": (MOBILE, MOBILE_2)},
    ],
)
def test_a_name_and_one_thing_more_are_one_person(shared):
    assert decision({"name": "张伟明"} | shared, {"name": "张伟明"} | shared) == "same"


def test_a_birthday_without_its_year_is_too_little():
    assert (
        decision(
            {"name": "张伟", "birthday": "--05-20"}, {"name": "张伟", "birthday": "1980-05-20"}
        )
        != "same"
    )


def test_an_e_mail_address_without_a_name_is_asked_about():
    shared = {"emails": ("wei.zhang@example.com",)}
    assert decision({"name": "张伟明"} | shared, {"name": ""} | shared) == "review"


def test_another_identity_number_keeps_two_of_one_name_and_phone_for_a_person():
    left = {"name": "张伟", "phones": (MOBILE,), "identity": "310101198001011234"}
    assert decision(left, left | {"identity": "440301196512129876"}) == "review"


def test_twins_are_not_merged():
    home = {
        "birthday": "1990-05-20",
        "address": "12 Long Lane",
        "postcode": "4711",
        "city": "Springfield",
    }
    assert (
        decision({"name": "Mary Featherstone"} | home, {"name": "Anne Featherstone"} | home)
        == "review"
    )


@pytest.mark.parametrize(
    ("name", "again"),
    [
        ("上海华信科技有限公司", "华信科技（上海）有限公司"),
        ("上海市华信科技有限公司", "上海華信科技有限公司"),
        ("华信科技", "上海华信科技股份有限公司"),
        ("Acme Trading Co., Ltd.", "ACME TRADING LIMITED"),
        ("Huaxin Technology Co., Ltd", "华信科技有限公司"),
    ],
)
def test_a_company_is_known_by_its_core_and_a_number(name, again):
    left, right = (
        {"name": n, "person": "", "company": n, "phones": (OFFICE,)} for n in (name, again)
    )
    assert decision(left, right) == "same"


def test_a_company_name_alone_never_merges():
    firm = {"name": "上海华信科技有限公司", "person": "", "company": "上海华信科技有限公司"}
    assert decision(firm, firm) == "review"


@pytest.mark.parametrize(
    "other", ["北京华信科技有限公司", "上海华信贸易有限公司", "上海宏达科技有限公司"]
)
def test_another_region_trade_or_brand_is_another_company(other):
    left, right = (
        {"name": n, "person": "", "company": n, "phones": (OFFICE,)}
        for n in ("上海华信科技有限公司", other)
    )
    assert decision(left, right) == "different"


def test_colleagues_share_switchboard_company_and_city_and_stay_two():
    office = {"phones": (OFFICE,), "company": "上海华信科技有限公司", "city": "上海"}
    assert decision({"name": "王伟"} | office, {"name": "李娜"} | office) == "different"
    assert decision({"name": "王晓燕"} | office, {"name": "王晓红"} | office) == "review"


@pytest.mark.parametrize(
    ("name", "account"),
    [("张伟国", "zhangwei1980"), ("Kevin Zhang", "wei.zhang"), ("", "zhangwei")],
)
def test_an_account_named_after_somebody_tells_who_shares_the_phone(name, account):
    vague = {"name": name, "phones": (MOBILE,), "company": "上海华信科技有限公司"}
    other = {"name": "张伟", "phones": (MOBILE,), "company": "宏达"}
    assert decision(other, vague) == "review"
    assert decision(other, vague | {"emails": (f"{account}@example.com",)}) == "same"


def test_an_account_alone_names_nobody_and_two_full_names_stay_two():
    account = {"emails": ("zhangwei1980@example.com",)}
    assert decision({"name": "张伟"}, {"name": "张总"} | account) != "same"
    assert (
        decision(
            {"name": "张伟", "phones": (MOBILE,)}, {"name": "李娜", "phones": (MOBILE,)} | account
        )
        == "different"
    )


def test_a_wrong_character_breaks_no_group_whichever_script_the_name_is_written_in():
    incoming = records(
        {"name": "陈梓阳", "phones": (MOBILE,), "emails": ("c28@example.com",)},
        {"name": "陈梓华", "phones": (MOBILE,), "emails": ("c28@example.com",)},
        {"name": "Chen Zihua", "phones": (MOBILE,)},
        start=5,
    )
    assert match(records(*others()), incoming).clusters == {5: 5, 6: 5, 7: 5}


def test_being_listed_often_makes_no_name_common_and_no_phone_shared():
    often = [
        {"name": "陈梓华", "phones": (MOBILE,), "wechat": "c92", "city": city}
        for city in ("苏州", "", "杭州", "宁波")
    ]
    again = {"name": "Chen Zihua", "phones": (MOBILE,), "company": "宏达"}
    (pair,) = match(
        records({"name": "陈梓华", "phones": (MOBILE,)}, *others()), records(again, start=1000)
    ).pairs
    listed = match(records(*others()), records(again, *often, start=1000)).pairs
    weights = {p.evidence["phones"][3] for p in listed if 1000 in (p.left, p.right)}
    assert all(
        abs(weight - pair.evidence["phones"][3]) < 0.2 for weight in weights
    )  # a few records more, no more
    assert weights


def test_mobile_numbers_one_digit_apart_say_more_than_numbers_of_one_office():
    def near(one, other):
        pairs = match(
            records({"name": "张伟明", "phones": (one,)}, *others()),
            records({"name": "张伟明", "phones": (other,)}, start=9000),
        ).pairs
        return pairs[0].evidence["phones"][3]

    assert near(MOBILE, MOBILE[:-1] + "1") > near(OFFICE, OFFICE[:-1] + "8") + 3


def test_namesakes_of_one_company_with_other_phone_and_other_account_are_asked_about():
    one = {"name": "周国生", "company": "昌优物流", "phones": (MOBILE,), "emails": ("z35@163.com",)}
    assert decision(one, one | {"phones": (MOBILE_2,)}) == "same"
    assert decision(one, one | {"phones": (MOBILE_2,), "emails": ("gs118@gmail.com",)}) == "review"


def households(*, families):
    """Give 300 customers listed twice, each at a house of their own, and some whose wives are listed too."""
    rows = []
    for number in range(300):
        word = "".join(chr(97 + number // 26**place % 26) for place in range(3)) * 2
        home = {
            "address": f"{number + 20} {word[::-1]} road",
            "postcode": f"{4000 + number}",
            "city": f"{word}ville",
        }
        rows += [
            {
                "name": f"Carl {word}berg",
                "birthday": f"19{40 + number % 50}-03-{number % 28 + 1:02d}",
            }
            | home
        ] * 2
        if number < families:
            rows.append(
                {
                    "name": f"Ingrid {word}berg",
                    "birthday": f"19{40 + number % 50}-11-{number % 28 + 1:02d}",
                }
                | home
            )
    return rows


@pytest.mark.parametrize(("families", "expected"), [(0, "same"), (60, "review")])
def test_two_given_names_of_one_home_and_birthday_are_twins_only_where_families_are_listed(
    families, expected
):
    home = {
        "birthday": "1990-05-20",
        "address": "12 Long Lane",
        "postcode": "4711",
        "city": "Springfield",
    }
    known = records({"name": "Mary Featherstone"} | home, *households(families=families))
    (pair,) = [
        pair
        for pair in match(
            known,
            records(*[{"name": "Anne Featherstone"} | home], *households(families=0), start=5000),
        ).pairs
        if (pair.left, pair.right) == (0, 5000)
    ]
    assert pair.decision == expected


def test_records_of_one_name_and_number_hold_when_a_third_joins_them_to_another_name():
    incoming = records(
        {"name": "王伟", "phones": (MOBILE,)},
        {"name": "王伟", "phones": (MOBILE,), "city": "上海"},
        {"name": "王芳", "wechat": "wang_w"},
        {"name": "王总", "phones": (MOBILE,), "wechat": "wang_w"},
        start=10,
    )
    found = match(records(*others()), incoming)
    assert found.clusters == {10: 10, 11: 10}
    assert {pair.right for pair in found.pairs if pair.decision == "review"} == {13}


def test_a_name_in_one_word_of_letters_is_found():
    facts = {"birthday": "1974-05-05", "city": "温州"}
    assert decision({"name": "陈小娜"} | facts, {"name": "ChenXiaona"} | facts) == "same"
    assert (
        decision({"name": "陈小娜", "city": "温州"}, {"name": "ChenXiaona", "city": "温州"})
        == "review"
    )


def test_a_group_with_two_different_names_goes_to_review_whole():
    incoming = records(
        {"name": "王伟", "phones": (MOBILE,)},
        {"name": "王芳", "wechat": "wang_w"},
        {"name": "王总", "phones": (MOBILE,), "wechat": "wang_w"},
        start=10,
    )
    found = match(records(*others()), incoming)
    assert {(pair.left, pair.right, pair.decision) for pair in found.pairs} == {
        (10, 12, "review"),
        (11, 12, "review"),
    }
    assert all("group" in pair.evidence for pair in found.pairs)
    assert found.clusters == {}


def test_two_rows_of_the_workbook_that_one_incoming_record_fits_are_for_a_person():
    twice = {"name": "张伟明", "phones": (MOBILE,)}
    found = match(records(twice, twice | {"city": "上海"}), records(twice, start=10))
    assert {pair.decision for pair in found.pairs} == {"review"}
    assert found.existing == {}


def test_records_join_through_a_third_one():
    chain = records(
        {"name": "张伟明", "phones": (MOBILE,)},
        {"name": "张伟明", "phones": (MOBILE,), "emails": ("zwm@example.com",)},
        {"name": "张伟明", "emails": ("zwm@example.com",)},
        start=5,
    )
    assert match(records(), chain).clusters == {5: 5, 6: 5, 7: 5}


def test_every_field_is_explained_in_both_languages_with_both_sides():
    left = {
        "name": "曾伟",
        "company": "上海华信科技有限公司",
        "phones": (MOBILE,),
        "emails": ("w@example.com",),
        "wechat": "zeng88",
        "city": "上海",
        "country": "中国",
        "address": "南京东路 100 号",
        "postcode": "200001",
        "birthday": "1980-01-02",
        "identity": "310101198001021234",
        "customer_id": "C00012",
    }
    right = left | {
        "name": "Zeng Wei",
        "person": "Zeng Wei",
        "city": "北京",
        "phones": (MOBILE, OFFICE),
    }
    (pair,) = match(records(left, *others()), records(right, start=1000)).pairs
    assert set(pair.evidence) == set(left)
    for field, (mine, yours, text, weight) in pair.evidence.items():
        assert mine
        assert yours
        assert text.zh
        assert text.en
        assert text.zh != text.en
        assert weight != 0 or field == "country"  # a country that all have in common says nothing
    assert pair.evidence["name"][:2] == ("曾伟", "Zeng Wei")
    assert pair.evidence["name"][2].zh == "中文与拼音相符"
    assert pair.evidence["phones"][:2] == (MOBILE, f"{MOBILE}; {OFFICE}")
    assert pair.conflicts == ("city",)
    assert pair.evidence["city"][3] < 0


def test_what_is_blank_on_one_side_weighs_nothing():
    (pair,) = match(
        records({"name": "张伟明", "phones": (MOBILE,), "city": "上海"}, *others()),
        records({"name": "张伟明", "phones": (MOBILE,)}, start=1000),
    ).pairs
    assert pair.evidence["city"] == ("上海", "", pair.evidence["city"][2], 0.0)


def test_a_hot_phone_and_a_hot_name_lose_no_sure_match_and_make_few_pairs():
    office = [
        {"name": f"{surname}{given}", "phones": (OFFICE,)}
        for surname in "王李张刘陈杨黄"
        for given in "伟芳敏静丽强磊军洋勇"
    ]
    namesakes = [{"name": "王伟", "phones": (f"+86137{n:08d}",)} for n in range(100)]
    again = [{"name": "陈静", "phones": (OFFICE,)}, {"name": "王伟", "phones": ("+8613700000042",)}]
    found = match(records(*office, *namesakes, *others(400)), records(*again, start=1000))
    chen = 43  # the fifth surname's fourth given name
    assert chen in {pair.left for pair in found.pairs if pair.right == 1000}
    assert found.existing[1001] == len(office) + 42
    assert len(found.pairs) < 10


def test_nothing_and_columns_that_are_absent():
    assert match(records(), records()).pairs == ()
    few = records({"name": "张伟明", "phones": (MOBILE,)})[["name", "person", "phones"]]
    assert match(few, few.set_axis([9])).existing == {9: 0}


def test_odd_cells_are_no_hindrance():
    page = "很长的一段话 with words " * 4000
    odd = [
        {
            "name": page,
            "company": page,
            "address": page,
            "phones": tuple(f"+8613{n:09d}" for n in range(5000)),
        },
        {
            "name": "\u200b・",
            "company": "（）",
            "phones": None,
            "emails": float("nan"),
            "birthday": "??",
        },
        {"name": "总", "company": "有限公司", "emails": ("@",), "customer_id": 12.0},
        {"name": "=1+1", "person": None, "company": "Co., Ltd.", "phones": ["+8613800138000"]},
    ]
    found = match(records(*odd), records(*odd, start=10))
    assert {pair.left + 10 for pair in found.pairs if not pair.within_batch} <= {10, 11, 12, 13}
    assert found.existing.get(10) == 0


def test_progress_ends_at_the_whole():
    seen = []
    match(records(*others(5)), records(*others(5), start=10), progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


_PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(
                ["王伟", "王总", "王薇", "Wang Wei", "李娜", "王建国", "王建军", "Kevin", ""]
            ),
            "phones": st.sampled_from([(), (MOBILE,), (MOBILE_2,), (MOBILE, OFFICE)]),
            "emails": st.sampled_from([(), ("a@example.com",), ("b@example.com",)]),
            "company": st.sampled_from(["", "上海华信科技有限公司", "华信科技", "华信"]),
        }
    ),
    min_size=2,
    max_size=12,
    unique_by=lambda row: tuple(sorted(row.items())),
)


@settings(max_examples=60, deadline=None)
@given(_PEOPLE, st.randoms(use_true_random=False), st.integers(0, 6))
def test_the_order_of_the_lists_does_not_matter(people, chance, known):
    frame = records(*people)
    existing, incoming = frame.iloc[:known], frame.iloc[known:]
    shuffled = [
        part.iloc[chance.sample(range(len(part)), len(part))] for part in (existing, incoming)
    ]
    assert match(*shuffled) == match(existing, incoming)


@settings(max_examples=60, deadline=None)
@given(_PEOPLE, st.integers(0, 6))
def test_sure_pairs_and_clusters_tell_the_same_story(people, known):
    frame = records(*people)
    found = match(frame.iloc[:known], frame.iloc[known:])
    for pair in found.pairs:
        if pair.decision == "same":
            joined = (
                found.clusters[pair.left] == found.clusters[pair.right]
                if pair.within_batch
                else found.existing[pair.right] == pair.left
            )
            assert joined
        else:
            assert not pair.within_batch or found.clusters.get(pair.left, -1) != found.clusters.get(
                pair.right, -2
            )
    for cluster in set(found.clusters.values()):
        members = [index for index, number in found.clusters.items() if number == cluster]
        assert cluster == min(members)
        assert len({found.existing.get(index) for index in members}) == 1
