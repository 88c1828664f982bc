"""whatif and remarks as a user sees them."""

import csv
import datetime as dt
import json

import openpyxl
import pytest


def whatif(followup, path, *more):
    return followup("whatif", path, "--as-of", "2026-11-23", *more)


def test_a_longer_cadence_frees_minutes_and_moves_nobody(followup, team_file):
    before = team_file.read_bytes()
    # K3 is C: 6 touches of 20 minutes a year, at 3 months 4. Due 11-30, from 12-30 on: nothing of it is due this week.
    found = json.loads(
        whatif(followup, team_file, "--set", "tiers.C.cadence.months=3", "--json").stdout
    )
    assert (found["total"]["year_before"], found["total"]["year_after"]) == (
        90 + 120 + 120,
        90 + 120 + 80,
    )
    assert found["sellers"]["李强"]["year_after"] - found["sellers"]["李强"]["year_before"] == -40
    assert found["total"]["moved"] == 0
    assert team_file.read_bytes() == before
    assert not (team_file.parent / ".followup").exists()


def test_another_method_tells_who_moves(followup, team_file):
    found = json.loads(whatif(followup, team_file, "--policy", "retail", "--json").stdout)
    assert found["total"]["moved"] == len(found["customers"]) > 0
    assert sum(move["count"] for move in found["moves"]) == found["total"]["moved"]


def test_the_terminal_shows_each_seller_before_and_after(followup, team_file):
    shown = whatif(followup, team_file, "--set", "tiers.C.cadence.months=3").stdout
    assert "李强" in shown
    assert "全年 330 → 290 (-40)" in shown
    assert "没有写入任何东西" in shown


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (["--set", "tiers.C.cadence.months"], 2),
        ([], 2),
        (["--set", "tiers.Z.cadence.months=3"], 5),
        (["--policy", "nothing"], 5),
    ],
)
def test_what_cannot_be_tried_says_why(followup, team_file, given, code):
    assert whatif(followup, team_file, *given).exit_code == code


def test_remarks_are_written_for_excel_in_batches(followup, team_file, tmp_path):
    book = openpyxl.load_workbook(team_file)
    book["客户"]["F2"], book["客户"]["F3"], book["客户"]["F4"] = "城市", "深圳", "=乱写"
    book["客户"]["F4"].data_type = "s"
    book.save(team_file)
    out = tmp_path / "备注.csv"
    result = followup("remarks", team_file, "--out", out, "--as-of", "2026-11-23")
    assert result.exit_code == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["客户编号"]: (row["批次"], row["微信备注"]) for row in rows} == {
        "K1": ("1", "深圳/甲公司"),
        "K2": ("1", "'=乱写/乙公司"),
        "K3": ("1", "丙公司"),
    }


def test_a_lapsed_manual_tier_is_told_in_the_ledger_once_even_where_the_tier_stays(
    followup, team_file
):
    book = openpyxl.load_workbook(team_file)
    for place, value in (
        ("F2", "手动等级"),
        ("G2", "手动等级至"),
        ("F5", "C"),
        ("G5", dt.date(2026, 11, 27)),
        ("F3", "B"),
        ("G3", dt.date(2026, 11, 27)),
    ):
        book["客户"][place] = value
    book.save(team_file)
    for day in ("2026-11-23", "2026-11-30", "2026-11-30", "2026-12-07"):
        followup("run", team_file, as_of=day)
    moves = [
        row
        for row in openpyxl.load_workbook(team_file)["等级变动"].iter_rows(
            min_row=3, values_only=True
        )
        if row[1]
    ]
    # K3 is C by the rule too; K1 falls back from the manual B to A by its order.
    assert [(row[0].date(), row[1], row[4], row[5]) for row in moves] == [
        (dt.date(2026, 11, 30), "K1", "B", "A"),
        (dt.date(2026, 11, 30), "K3", "C", "C"),
    ]
    assert all("2026-11-27 到期" in row[6] for row in moves)
