"""[values."列名"] in followup.toml: what a team's words mean, as the team says."""

import datetime as dt

import openpyxl
import pandas as pd
import pytest

from pipeline.errors import SettingsError
from pipeline.settings.limits import DEFAULT_LIMITS
from pipeline.settings.settings import Settings, load_settings
from pipeline.understanding.read import hints_of, read_tables
from pipeline.workbook.file.opening import open_workbook
from schemas.meanings import MEANINGS, meaning_code

AS_OF = dt.date(2026, 11, 23)


@pytest.fixture
def settings(tmp_path):
    def load(text):
        path = tmp_path / "followup.toml"
        path.write_text(text, encoding="utf-8")
        return load_settings(tmp_path / "book.xlsx")

    return load


@pytest.fixture
def facts(tmp_path):
    """Give a column of facts of a workbook whose second column bears a header and holds words."""

    def read(header, words, values, key):
        book = openpyxl.Workbook()
        book.active.title = "客户"
        book.active.append(["客户名称", header, "电话"])
        for number, word in enumerate(words):
            book.active.append([f"第{number}公司", word, f"1380000{number:04}"])
        path = tmp_path / "book.xlsx"
        book.save(path)
        package = open_workbook(path, DEFAULT_LIMITS)
        read = read_tables(package, AS_OF, hints_of(Settings(words={header: values})))
        frame = read.tables["customers"].frame
        found = frame[key].astype(object).tolist() if key in frame else [None] * len(words)
        return [None if pd.isna(value) else value for value in found], read

    return read


@pytest.mark.parametrize("code", [*MEANINGS, *"ABCDEF"])
def test_every_meaning_is_written_in_both_languages(settings, code):
    spellings = {code, *MEANINGS.get(code, (code, code.lower()))}
    for spelling in spellings:
        told = settings(f'[values."类别"]\n"甲" = "{spelling}"\n')
        assert told == Settings(words={"类别": {"甲": code}})


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[values."类别"]\n"甲" = "很好"', "values.类别.甲"),
        ('[values."类别"]\n"甲" = 3', "values.类别.甲"),
        ('[values."类别"]\n"甲" = "G"', "values.类别.甲"),
        ('[values]\n"类别" = "重点"', "values.类别"),
        ('values = "重点"', "values"),
    ],
)
def test_what_is_no_meaning_is_refused_with_file_and_key(settings, text, key):
    with pytest.raises(SettingsError) as error:
        settings(text)
    assert "followup.toml" in error.value.message("zh")
    assert key in error.value.message("zh")


def test_a_word_of_no_meaning_has_no_code():
    assert meaning_code("很好") is None


@pytest.mark.parametrize(
    ("header", "words", "values", "key", "expected"),
    [
        (
            "客户等级",
            ["A", "B", "A", ""],
            {"A": "strong", "B": "none"},
            "judged",
            ["strong", "none", "strong", None],
        ),
        (
            "客户状态",
            ["已打款", "跟进中", "已打款"],
            {"已打款": "ordered"},
            "deal",
            ["ordered", None, "ordered"],
        ),
        # A column whose header says nothing speaks where the settings tell its words.
        ("备用", ["红", "绿", "黄"], {"红": "strong", "绿": "D"}, "judged", ["strong", None, None]),
        ("备用", ["红", "绿", "黄"], {"红": "strong", "绿": "D"}, "own_tier", [None, "D", None]),
        # The settings go before the dictionary.
        ("客户等级", ["重点", "一般"], {"重点": "ordinary"}, "judged", ["ordinary", "ordinary"]),
        ("客户状态", ["已成交", "流失"], {"已成交": "nothing"}, "deal", [None, "lost"]),
        # In a column of the program's own declaration, too.
        ("潜力", ["钻石", "重潜"], {"钻石": "strong"}, "judged", ["strong", "strong"]),
        ("意向", ["别打", "高"], {"别打": "do_not_disturb"}, "do_not_disturb", [True, None]),
        # Below the rows that are looked at, and among more words than a column of states has.
        (
            "备用",
            [f"号{n}" for n in range(300)] + ["红"],
            {"红": "strong"},
            "judged",
            [None] * 300 + ["strong"],
        ),
    ],
)
def test_the_settings_tell_what_words_mean(  # noqa: PLR0913 -- a table's columns
    facts, header, words, values, key, expected
):
    found, read = facts(header, words, values, key)
    assert found[: len(expected)] == expected
    known = {word for word in values for finding in read.findings if word in finding.what.zh}
    assert not known


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[values."没有的列"]\n"考察中" = "一般"', ["没有的列"]),
        ('[columns."客户"]\n"潜力" = "没有的列"', ["没有的列"]),
        ('[values."客户状态"]\n"考察中" = "一般"', []),
        ('[columns."客户"]\n"客户名称" = "客户名称"', []),
    ],
)
def test_a_setting_that_names_a_header_that_no_sheet_has_is_told(settings, tmp_path, text, named):
    book = openpyxl.Workbook()
    book.active.title = "客户"
    for row in (["客户名称", "客户状态", "电话"], ["甲公司", "考察中", "13800000001"]):
        book.active.append(row)
    path = tmp_path / "book.xlsx"
    book.save(path)
    package = open_workbook(path, DEFAULT_LIMITS)
    found = read_tables(package, AS_OF, hints_of(settings(text))).findings
    assert [one.header for one in found if one.code == "setting_in_vain"] == named
