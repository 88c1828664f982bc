"""A workbook made for one method goes through every command at once, and what is typed into it counts."""

import openpyxl
import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.methods import load_policy, pack_names, policy_numbers
from pipeline.methods.needs import needed_columns
from schemas.columns import CUSTOMERS, KEY_ACCOUNTS, MESSAGES, SETTINGS

LANGS = ("zh", "en")
DAY = ("--as-of", "2026-11-23")


def followup(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def made(folder, pack, lang):
    path = folder / "new.xlsx"
    result = followup("init", path, "--method", pack, "--lang", lang)
    assert result.exit_code == 0, result.output
    return path


def headers(page):
    return [cell.value for cell in page[1]]


def type_customer(path, lang):
    book = openpyxl.load_workbook(path)
    page = book[CUSTOMERS.name(lang)]
    for key, value in (("customer_id", "K1"), ("name", "甲公司"), ("seller", "王芳")):
        page.cell(2, headers(page).index(CUSTOMERS[key].header(lang)) + 1, value)
    book.save(path)


def type_number(path, lang, row, value):
    book = openpyxl.load_workbook(path)
    page = book[SETTINGS.name(lang)]
    page.cell(row, headers(page).index(SETTINGS["value"].header(lang)) + 1, value)
    book.save(path)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("pack", pack_names())
def test_the_workbook_goes_through_blank_and_with_a_customer(tmp_path, pack, lang):
    path = made(tmp_path, pack, lang)
    is_right(followup("check", path, *DAY), pack, lang)
    type_customer(path, lang)
    is_right(followup("run", path, *DAY), pack, lang)


def is_right(result, pack, lang):
    """The method is the one asked for, and nothing is said about the sheet of settings but that it was read."""
    primary = pack if load_policy(pack).tiers else "trade"
    settings = SETTINGS.name(lang)
    assert result.exit_code in (0, 1), result.output
    assert load_policy(primary).name.pick(lang) in result.stdout.splitlines()[0]
    assert f"{settings}!" not in result.output
    assert f"] {settings}" not in result.output


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("pack", pack_names())
def test_it_holds_what_the_method_needs_and_nothing_of_others(tmp_path, pack, lang):
    book = openpyxl.load_workbook(made(tmp_path, pack, lang))
    primary = pack if load_policy(pack).tiers else "trade"
    keys = {
        c.key for c in CUSTOMERS.columns if c.header(lang) in headers(book[CUSTOMERS.name(lang)])
    }
    own = {key for key in needed_columns(load_policy(primary)) if not CUSTOMERS[key].own_words}
    assert own <= keys
    others = {key for name in pack_names() for key in needed_columns(load_policy(name))} - own
    assert {k for k in keys & others if not (CUSTOMERS[k].fact or CUSTOMERS[k].required)} == set()
    assert (KEY_ACCOUNTS.name(lang) in book.sheetnames) == (pack == "key_accounts")
    assert MESSAGES.name(lang) in book.sheetnames
    rows = list(book[SETTINGS.name(lang)].iter_rows(min_row=2, values_only=True))
    assert [row[2] for row in rows[1:]] == [one.value for one in policy_numbers(primary)]
    assert [row[1] for row in rows] == [primary] + [None] * (len(rows) - 1)
    assert all(row[0] and row[3] for row in rows)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("pack", pack_names())
def test_every_number_of_the_sheet_may_be_typed_as_it_is_shown(tmp_path, pack, lang):
    path = made(tmp_path, pack, lang)
    book = openpyxl.load_workbook(path)
    for row in book[SETTINGS.name(lang)].iter_rows(min_row=3):
        row[1].value = row[2].value
    book.save(path)
    type_customer(path, lang)
    is_right(followup("run", path, "--dry-run", *DAY), pack, lang)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("pack", pack_names())
def test_a_number_typed_into_the_sheet_counts(tmp_path, pack, lang):
    path = made(tmp_path, pack, lang)
    type_customer(path, lang)
    type_number(path, lang, 3, "many")  # no number: the cell is named, so the sheet is read
    result = followup("run", path, "--dry-run", *DAY)
    assert result.exit_code == 5
    assert f"{SETTINGS.name(lang)}!B3" in result.output


def test_an_unknown_method_is_refused_as_everywhere(tmp_path):
    result = followup("init", tmp_path / "new.xlsx", "--method", "nobody", "--lang", "en")
    told = followup("policies", "show", "nobody", "--lang", "en")
    assert (result.exit_code, result.output) == (told.exit_code, told.output)
    assert result.exit_code == 5
    assert list(tmp_path.iterdir()) == []
