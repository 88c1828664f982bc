"""Lists of WeChat remarks: read in every order, and the product's own remarks read back as they were."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.importing.files.remark_lists import looks_like_remarks, read_remarks
from pipeline.rules.remarks import Remark, remarks

CASES = sorted((Path(__file__).parent / "cases" / "remarks").glob("*.txt"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_list_of_remarks(path):
    text = path.read_text(encoding="utf-8")
    table = read_remarks(path.name, text)
    header, *rows = path.with_suffix(".expected.tsv").read_text(encoding="utf-8").splitlines()
    assert ["line", *table.headers] == header.split("\t")
    assert [[str(line), *row] for line, row in zip(table.lines, table.rows, strict=True)] == [
        row.split("\t") for row in rows
    ]
    assert looks_like_remarks(text.splitlines())
    # Every line with something on it is a row, or is named.
    filled = [number for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    assert sorted([*table.lines, *(entry.line for entry in table.unread)]) == filled


def test_the_remarks_that_the_product_writes_come_back():
    customers = pd.DataFrame(
        {
            "city": ["上海", "深圳", None, "London"],
            "contact_person": ["王芳", "李总", "陈志远", "John Smith"],
            "industry": ["建材", None, "五金", "Kitchenware"],
            "phone": ["13800138000", "0755-83221234", None, "+44 20 7946 0958"],
            "birthday": ["1985-03-02", None, "农历八月十五", None],
        }
    )
    table = read_remarks("a.txt", "\n".join(remarks(customers)))
    expected = customers.fillna("").to_numpy().tolist()
    assert [row[:5] for row in table.rows] == expected
    assert all(row[-1] == "" for row in table.rows), "nothing is left to keep beside the parts"


NAMES = st.sampled_from(["王芳", "李总", "欧阳小明", "老周"])
REMARKS = st.builds(
    Remark,
    st.sampled_from(["上海", "义乌", "呼和浩特"]),
    NAMES,
    st.sampled_from(["建材", "陶瓷", "互联网"]),
    st.sampled_from(["", "13800138000", "021-62881234"]),
    st.sampled_from(["", "1985-03-02", "3月2日", "农历八月十五"]),
)


@given(st.lists(REMARKS, min_size=1, max_size=6))
def test_a_whole_remark_reads_back_as_it_was_written(written):
    table = read_remarks("a.txt", "\n".join(map(str, written)))
    assert [Remark(*row[:5]) for row in table.rows] == written


@pytest.mark.parametrize(
    "lines",
    [
        ["姓名,电话,日期", "王芳,13800138000,2019/3/30", "李四,13900139000,2019/4/1"],
        ["2019/3/30 王芳 到店", "2019/3/31 李四 来电"],
        ["姓名\t城市/地区", "王芳\t上海/浦东"],
        ["见 https://example.com/a/b/c"],
        [""],
    ],
)
def test_tables_and_notes_are_no_remarks(lines):
    assert not looks_like_remarks(lines)


@given(st.text(max_size=120))
def test_any_text_keeps_its_lines(text):
    table = read_remarks("a.txt", text)
    assert len(table.rows) + len(table.unread) == sum(
        bool(line.strip()) for line in text.splitlines()
    )
