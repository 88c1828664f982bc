"""Precision and recall of mapping headers of lists onto the customer sheet, beside plain rapidfuzz and an exact-name heuristic.

Run: python tests/benchmarks/bench_mapping.py [--misses]. Three sets of lists, with headers as exports of CRM, ERP, shop,
address book and fair systems have them and the truth beside each by hand; their values are made up by kind. Each set was
written after the spellings and rules that the importer had then. What a set showed was mended afterwards, so
that only the first run of each was held out: RESULTS.md has both. Nothing was changed for the third one.
"""

import random
import sys
import time
from pathlib import Path

from rapidfuzz import fuzz, process

from pipeline.understanding.columns.mapping import map_columns
from pipeline.understanding.model import SourceTable
from schemas.columns import CUSTOMERS

SETS = ("first", "second", "third")
ROWS = 30
_SURNAMES = "王李张刘陈杨黄赵吴周"
_GIVEN = ("芳", "志远", "雨桐", "海涛", "敏", "建国", "丽华", "伟")
_ENGLISH = ("John", "Mary", "Peter", "Anna", "Carlos", "Julia")
_FAMILIES = ("Smith", "Brown", "Weber", "Jones", "Silva", "Novak")


def _pick(*words: str):
    return lambda chance, _: chance.choice(words)


VALUES = {
    "given": _pick(*_ENGLISH),
    "family": _pick(*_FAMILIES),
    "blank": lambda *_: "",
    "person_en": lambda chance, _: f"{chance.choice(_ENGLISH)} {chance.choice(_FAMILIES)}",
    "seller_en": _pick("Emma Clarke", "Jonas Weber", "Grace Liu"),
    "company_en": lambda chance, row: (
        f"{chance.choice(_FAMILIES)} {chance.choice(('Trading Ltd', 'GmbH', 'Kitchen Inc.', 'Imports LLC', 'Homeware'))} {row}"
    ),
    "department_en": _pick("Purchasing", "Sales", "Import"),
    "title_en": _pick("Buyer", "CEO", "Purchasing Manager"),
    "street_en": lambda chance, _: (
        f"{chance.randrange(1, 200)} {chance.choice(('Long Lane', 'High Street', 'Park Road'))}"
    ),
    "city_en": _pick("London", "Hamburg", "Austin", "Sydney"),
    "country_en": _pick("United Kingdom", "Germany", "United States"),
    "country_code": _pick("GB", "DE", "US"),
    "state": _pick("TX", "CA", "NSW"),
    "phone_en": lambda chance, _: (
        f"+44 20 {chance.randrange(7000, 7999)} {chance.randrange(1000, 9999)}"
    ),
    "email": lambda chance, row: f"{chance.choice(_ENGLISH).lower()}{row}@firm{row}.example.com",
    "labels_en": _pick("fair; kitchen", "VIP", "prospect"),
    "prose_en": _pick("Met at the fair, wants a quote", "call back after the holidays"),
    "url": lambda _, row: f"www.firm{row}.com",
    "zip": lambda chance, _: str(chance.randrange(10000, 99999)),
    "label": _pick("Mobile", "Work"),
    "money": lambda chance, _: f"{chance.randrange(1000, 900000):,}.00",
    "source_en": _pick("Web", "Trade show", "Referral"),
    "industry_en": _pick("Homeware", "Retail", "Wholesale"),
    "stage_en": _pick("lead", "customer"),
    "date": lambda chance, _: (
        f"202{chance.randrange(3, 7)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
    ),
    "datetime": lambda chance, _: (
        f"202{chance.randrange(3, 7)}/{chance.randrange(1, 13)}/{chance.randrange(1, 29)} {chance.randrange(9, 18)}:30"
    ),
    "yes_no": _pick("是", "否"),
    "number_id": lambda _, row: str(100200 + row),
    "small": lambda chance, _: str(chance.randrange(0, 60)),
    "company": lambda chance, row: (
        f"{chance.choice(('上海', '宁波', '深圳'))}{chance.choice(('海辰', '明达', '永信', '佳美'))}{chance.choice(('家居', '五金', '贸易', '电器'))}{row if row % 2 else ''}有限公司"
    ),
    "id": lambda _, row: f"C{row:04d}",
    "grade": _pick("A", "B", "C", "H"),
    "source": _pick("展会", "转介绍", "阿里", "网站"),
    "industry": _pick("建材", "家居", "五金", "厨具"),
    "province": _pick("浙江省/宁波市/鄞州区", "上海市/浦东新区"),
    "address": lambda chance, row: (
        f"{chance.choice(('中山路', '人民路', '解放街'))}{row + 3}号{chance.randrange(1, 30)}室"
    ),
    "person": lambda chance, _: chance.choice(_SURNAMES) + chance.choice(_GIVEN),
    "mobile": lambda chance, _: f"13{chance.randrange(10**9):09d}",
    "landline": lambda chance, _: f"021-6{chance.randrange(10**7):07d}",
    "seller": _pick("林晓芸", "陈志远", "王雨桐"),
    "department": _pick("欧美组", "新兴市场组"),
    "deal": _pick("已成交", "未成交"),
    "labels": _pick("老客户", "老客户、展会", "重点"),
    "mnemonic": _pick("HC", "MD", "YX"),
    "city": _pick("上海", "宁波", "深圳", "义乌"),
    "country": _pick("中国", "德国", "美国"),
    "taxid": lambda chance, _: f"9131{chance.randrange(10**13):013d}X",
    "nick": _pick("海辰王姐", "五金老李", "A小陈"),
    "gender": _pick("男", "女"),
    "born": lambda chance, _: (
        f"19{chance.randrange(60, 99)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
    ),
    "shop": _pick("南京路店", "人民广场店"),
    "wechat": lambda chance, row: f"wx_{chance.choice(_ENGLISH).lower()}{row}",
    "age": lambda chance, _: str(chance.randrange(22, 70)),
    "job": _pick("教师", "采购经理", "老板", "会计"),
    "married": _pick("已婚", "未婚"),
    "row": lambda _, row: str(row),
    "booth": lambda _, row: f"3.1B{row:02d}",
    "prose": _pick("展会上见过，要报价", "节后再联系"),
    "ethnic": _pick("汉族", "回族", "汉"),
    "status": _pick("正常", "跟进中", "流失"),
    "known": _pick("缘故", "陌生", "转介绍"),
    "products": _pick("保温杯", "硅胶铲五件套", "竹砧板"),
}


def read_lists(which: str) -> dict[str, list[tuple[str, str, str]]]:
    """Give the lists of one set: name → header, truth, kind of values."""
    lists: dict[str, list[tuple[str, str, str]]] = {}
    for line in (
        Path(__file__).with_name(f"mapping_{which}.tsv").read_text(encoding="utf-8").splitlines()
    ):
        if line and not line.startswith("#"):
            name, header, truth, kind = line.split("\t")
            lists.setdefault(name, []).append((header, "" if truth == "-" else truth, kind))
    return lists


def as_table(name: str, columns: list[tuple[str, str, str]]) -> SourceTable:
    chance = random.Random(name)  # noqa: S311 -- the same values each time
    rows = [[VALUES[kind](chance, row) for _, _, kind in columns] for row in range(1, ROWS + 1)]
    return SourceTable(
        name,
        "",
        "delimited",
        [header for header, _, _ in columns],
        1,
        list(range(2, ROWS + 2)),
        rows,
    )


def ours(table: SourceTable) -> list[str]:
    return [column.key or "" for column in map_columns(table, CUSTOMERS).columns]


def _spellings() -> dict[str, str]:
    return {
        header.lower(): column.key
        for column in CUSTOMERS.columns
        if not column.written
        for header in column.headers
    }


def plain_fuzzy(table: SourceTable) -> list[str]:
    """rapidfuzz alone: the most similar declared spelling from 70 of 100 on, each key once."""
    known, used, found = _spellings(), set(), []
    for header in table.headers:
        hit = process.extractOne(header.lower(), list(known), scorer=fuzz.WRatio, score_cutoff=70)
        key = known[hit[0]] if hit and known[hit[0]] not in used else ""
        used.add(key)
        found.append(key)
    return found


def exact_then_distance(table: SourceTable) -> list[str]:
    """As Odoo's import does: the name itself, else the canonical names (no aliases) within a distance of 0.2."""
    names = {
        name.lower(): column.key
        for column in CUSTOMERS.columns
        if not column.written
        for name in (column.zh, column.en, column.key)
    }
    used, found = set(), []
    for header in table.headers:
        hit = process.extractOne(header.lower(), list(names), scorer=fuzz.ratio, score_cutoff=80)
        key = names[hit[0]] if hit and names[hit[0]] not in used else ""
        used.add(key)
        found.append(key)
    return found


def main() -> None:
    for which in SETS:
        measure(which)


def measure(which: str) -> None:
    lists = read_lists(which)
    tables = {name: as_table(name, columns) for name, columns in lists.items()}
    total = sum(len(columns) for columns in lists.values())
    print(
        f"\n## {which} set: {total} headers of {len(lists)} lists, {sum(bool(t) for c in lists.values() for _, t, _ in c)} of them name a column\n"
    )
    print(
        "| mapped by | precision | recall | wrong | missed | ms a list |\n|---|---|---|---|---|---|"
    )
    for name, mapper in (
        ("ours", ours),
        ("rapidfuzz, all aliases", plain_fuzzy),
        ("exact, then distance (as Odoo)", exact_then_distance),
    ):
        start = time.process_time()
        found = {key: mapper(table) for key, table in tables.items()}
        spent = (time.process_time() - start) / len(tables) * 1000
        pairs = [
            (key, header, truth, got)
            for key, columns in lists.items()
            for (header, truth, _), got in zip(columns, found[key], strict=True)
        ]
        right = sum(truth == got != "" for _, _, truth, got in pairs)
        given, wanted = (
            sum(got != "" for *_, got in pairs),
            sum(truth != "" for _, _, truth, _ in pairs),
        )
        print(
            f"| {name} | {right / given:.3f} | {right / wanted:.3f} | {given - right} | {wanted - right} | {spent:.1f} |"
        )
        if "--misses" in sys.argv and mapper is ours:
            for key, header, truth, got in pairs:
                if truth != got:
                    print(f"    {key}: {header}: should be {truth or '-'}, is {got or '-'}")
    sure = [
        (column, truth)
        for key, columns in lists.items()
        for column, (_, truth, _) in zip(
            map_columns(tables[key], CUSTOMERS).columns, columns, strict=True
        )
    ]
    asked = sum(not column.sure for column, _ in sure)
    wrong = sum(column.sure and (column.key or "") != truth for column, truth in sure)
    print(
        f"\nasked about: {asked} of {total} columns; wrong among those that nobody is asked about: {wrong}"
    )


if __name__ == "__main__":
    main()
