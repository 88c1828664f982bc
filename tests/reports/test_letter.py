"""The manager's letter: what it says, how long it may get, and that nothing typed into a workbook can do anything."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest

from reports.figures.slices import ManagedTeam, slice_of
from reports.letter.letter import SIZE_LIMIT, render_letter
from schemas.findings import Finding
from schemas.texts import Text

TEAM = ManagedTeam("王芳", ("wang@x.cn",), ("陈静", "李伟"))


def words(html):
    """Give what a reader sees, without tags and style."""

    class Reader(HTMLParser):
        seen = ""
        hidden = 0

        def handle_starttag(self, tag, _):
            self.hidden += tag in {"style", "title"}

        def handle_endtag(self, tag):
            self.hidden -= tag in {"style", "title"}

        def handle_data(self, data):
            self.seen += "" if self.hidden else f" {data}"

    reader = Reader()
    reader.feed(html)
    return " ".join(reader.seen.split())


def test_the_letter_tells_the_week_in_both_parts(run):
    letter = render_letter(slice_of(run, TEAM.sellers), TEAM)
    assert letter.subject == "客户跟进周报 2026-11-23：逾期 2，今天 1，本周其余 1"
    shown = words(letter.html)
    # figures, first customers with reason, sellers' bars, tiers, moves, neglect, issues
    for fact in (
        "2026年11月23日 星期一",
        "王芳 的团队：陈静、李伟",
        "逾期 2 最久 5 天",
        "甲公司 逾期 5 天 陈静 · 外贸A · C1",
        "上次跟进后满一个周期",
        "陈静 逾期 1 · 今天 1 · 本周其余 1 · 占可用时间 2 %",
        "李伟 逾期 1 · 今天 0 · 本周其余 0 · 占可用时间 20 %",
        "外贸A 订单客户 1 位",
        "外贸C 重潜客户 2 位",
        "甲公司 B → A 陈静 · C1 已下单",
        "1~6 个月没联系 1",
        "半年以上没联系 1",
        "从未联系过 1",
        "不是有效日期 错误 1 客户!L11",
    ):
        assert fact in shown, fact
    text = " ".join(letter.text.split())
    for fact in (
        "逾期 2 最久 5 天",
        "1. 甲公司 [逾期 5 天]",
        "李伟 · 逾期 1 · 今天 0",
        "外贸C 重潜客户 · 2 位",
        "甲公司 [B → A]",
        "从未联系过 1",
    ):
        assert fact in text, fact


def test_the_most_urgent_customers_come_first(run):
    text = render_letter(slice_of(run, TEAM.sellers), TEAM).text
    named = re.findall(
        r"^\d+\. (\S+) \[(\S+ \S+ \S+|\S+)\]$", text.split("== 各负责人")[0], re.MULTILINE
    )
    assert [name for name, _ in named] == [
        "甲公司",
        "丁公司",
        "乙公司",
        "丙公司",
    ]  # overdue A, overdue D, today, later


def test_a_bar_is_as_long_as_its_number(run):
    html = render_letter(slice_of(run, TEAM.sellers), TEAM).html
    rows = [re.findall('<td class="piece"[^>]*>', row) for row in re.findall("<tr>.*?</tr>", html)]
    bars = [[int(re.search(r'width="(\d+)%"', cell)[1]) for cell in row] for row in rows if row]
    # 李伟: 1 of 3 and a blank rest; 陈静: 1, 1, 1 of 3; tiers A, B, D, E: 1 of 2, C: all
    assert bars == [[33, 67], [33, 33, 33, 1], [50, 50], [50, 50], [100], [50, 50], [50, 50]]


def test_a_week_without_work_is_told_as_such(empty_run):
    letter = render_letter(empty_run, ManagedTeam("王芳", ("wang@x.cn",), ()))
    assert "本周没有要跟进的客户" in letter.text
    assert "没有发现问题" in words(letter.html)


def test_no_row_of_another_team_is_in_the_bytes(run):
    letter = render_letter(slice_of(run, ["陈静"]), replace(TEAM, sellers=("陈静",)))
    for part in (letter.html, letter.text, letter.subject):
        for other in ("丁公司", "戊公司", "己公司", "庚公司", "李伟"):
            assert other not in part
        assert "13800138000" not in part


ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'</td>{{7*7}}{%raw%}]]><!--[if mso]>\r\nBcc: x@y\u202e\x00"


def _attacked(run):
    customers = run.customers.assign(name=ATTACK, customer_id=ATTACK)
    finding = Finding(
        "error", "x", ATTACK, 4, "A", ATTACK, ATTACK, Text(ATTACK, ATTACK), Text(ATTACK, ATTACK)
    )
    return replace(
        run,
        customers=customers,
        workbook=ATTACK,
        method=Text("方法", "method"),
        graded=run.graded.assign(due_reason=ATTACK, tier_label=ATTACK),
        moves=run.moves.assign(name=ATTACK, reason=ATTACK),
        findings=[finding],
        tier_names={tier: Text(ATTACK, ATTACK) for tier in run.tier_names},
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_names_and_texts_written_as_attacks_are_only_shown(run, lang):
    letter = render_letter(replace(_attacked(run), lang=lang), ManagedTeam(ATTACK, (), (ATTACK,)))
    seen = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag, attrs):
            seen.append((tag, {name for name, _ in attrs}))

    Tags().feed(letter.html)
    assert not {"script", "img", "a", "iframe", "svg", "form", "link"} & {tag for tag, _ in seen}
    assert not [
        names
        for _, names in seen
        if any(name.startswith("on") or name in {"src", "href"} for name in names)
    ]
    assert letter.html.count("<!--[if mso]>") == 2  # the two comments of the letter itself ...
    assert letter.html.count("<![endif]-->") == 2
    assert "{{7*7}}" in letter.html  # ... and what looks like a template stays text
    for part in (letter.html, letter.text, letter.subject):
        assert not set(part) & set("\u202e\x00\r")
    assert "\n" not in letter.subject


def _many(run, sellers, customers):
    rows = pd.Index(range(100, 100 + customers))
    names = [f"负责人{'王' * 50}{row % sellers}" for row in rows]
    graded = pd.DataFrame([run.graded.loc[4]] * customers, index=rows).astype(run.graded.dtypes)
    graded = graded.assign(due_reason="因为所以" * 400, tier=[f"T{row % 30}" for row in rows])
    facts = {
        "customer_id": [f"N{row}" * 30 for row in rows],
        "name": "某某有限公司" * 100,
        "seller": names,
    }
    moves = pd.DataFrame(
        [(run.as_of, "N1", "公司" * 300, names[0], "A", "B", "原因" * 500)] * 500,
        columns=run.moves.columns,
    )
    findings = [
        Finding(
            "error",
            f"c{n}",
            "表" * 31,
            n + 2,
            "A",
            "头" * 100,
            "值",
            Text("怪" * 300, "odd"),
            Text("改", "mend"),
        )
        for n in range(900)
    ]
    return replace(
        run,
        graded=graded,
        customers=pd.DataFrame(facts, index=rows),
        moves=moves,
        findings=findings,
        team=None,
        tier_names={f"T{n}": Text("名" * 40, "name") for n in range(30)},
        work_days={},
    )


def test_however_much_there_is_to_tell_gmail_does_not_clip_it(run):
    letter = render_letter(
        _many(run, 400, 4000), replace(TEAM, sellers=tuple(f"s{n}" for n in range(400)))
    )
    assert len(letter.html.encode()) <= SIZE_LIMIT
    assert "另有 3,994 项" in letter.text  # 4,000 customers due, half of 12 named
    assert "另有 380 项" in letter.text  # 400 sellers, half of 40 shown
    assert max(len(line) for line in letter.text.splitlines()) < 500


def test_a_team_of_a_usual_size_has_the_whole_lists(run):
    letter = render_letter(_many(run, 12, 400), TEAM)
    assert len(letter.html.encode()) <= SIZE_LIMIT
    assert letter.html.count("因为所以") >= 12


def test_the_same_slice_gives_the_same_letter(run):
    assert render_letter(run, TEAM) == render_letter(run, TEAM)
