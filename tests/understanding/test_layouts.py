"""Any team's workbook as it is: every customer with last contact, tier and date, nobody invented, no cell harmed."""

import csv

import openpyxl
import pytest
from layouts import AS_OF, LAYOUTS, Expected, cards, turned

BY_NAME = {one.name: one for one in LAYOUTS}


def cells(path):
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def told(row: dict[str, str]) -> tuple[str, str, str]:
    return row["last_contact"][:10], row["tier"].strip(), row["next_due"][:10]


def faults(rows: list[dict[str, str]], truth: dict[str, Expected]) -> list[str]:
    """Give what a person would call wrong in the exported rows."""
    by_name: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        by_name.setdefault(row["customer"].strip(), []).append(row)
    found = [f"invented: {name}" for name in by_name if name not in truth]
    found += [f"{len(same)} rows: {name}" for name, same in by_name.items() if len(same) > 1]
    for name, want in truth.items():
        if name not in by_name:
            found.append(f"missing: {name}")
            continue
        last, tier, due = told(by_name[name][0])
        if want.last_contact and last != want.last_contact:
            found.append(f"{name}: last contact {last}, not {want.last_contact}")
        if not (tier in want.tiers if tier else {"?", "-"} & {*want.tiers}):
            found.append(f"{name}: tier {tier or 'none'}, not {want.tiers}")
        if not (due in want.next_due if due else "-" in want.tiers):
            found.append(f"{name}: due {due or 'never'}, not {want.next_due}")
    return found


@pytest.mark.parametrize("name", BY_NAME)
def test_every_customer_of_a_teams_own_workbook_gets_what_a_person_would_say(
    followup, tmp_path, name
):
    layout, book, out = BY_NAME[name], tmp_path / "book.xlsx", tmp_path / "out.csv"
    layout.save(book)
    before = cells(book)
    ran = followup("run", book, "--as-of", AS_OF)
    assert ran.exit_code in (0, 1), ran.stderr
    after = cells(book)
    assert {place: after.get(place) for place in before} == before
    followup("export", book, "--out", out, "--lang", "en", "--as-of", AS_OF)
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert faults([*csv.DictReader(file)], layout.truth) == []


@pytest.mark.parametrize("fill", [turned, cards])
def test_a_workbook_without_a_row_a_customer_is_refused_and_stays_as_it_is(
    followup, tmp_path, fill
):
    book = tmp_path / "book.xlsx"
    made = openpyxl.Workbook()
    fill(made)
    made.save(book)
    before = book.read_bytes()
    ran = followup("run", book, "--as-of", AS_OF)
    assert ran.exit_code == 3, ran.stdout
    assert "每位客户一行" in ran.stderr
    assert book.read_bytes() == before
