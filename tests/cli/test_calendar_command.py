"""`followup calendar`: a file a seller, which a second import brings up to date."""

import datetime as dt
import json

import icalendar
import openpyxl
import pytest
from click.testing import CliRunner

from pipeline.cli import main


@pytest.fixture
def calendar(team_file):
    """Run the command over the team file; gives what it says and each seller's events by their titles."""

    def run(*options, as_of="2026-11-23"):
        arguments = ["calendar", str(team_file), "--as-of", as_of, *options]
        result = CliRunner().invoke(main, arguments)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


def events(team_file, seller):
    file = team_file.parent / "followup-reports" / f"客户跟进管理表-日历-{seller}.ics"
    found = icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    return {str(event["UID"]): event for event in found}


def edit(team_file, cell, value):
    book = openpyxl.load_workbook(team_file)
    book["客户"][cell] = value
    book.save(team_file)


def the(found, word):
    (event,) = [event for event in found.values() if word in event["SUMMARY"]]
    return event


def test_each_seller_has_the_own_customers_and_no_other(calendar, team_file):
    before = team_file.read_bytes()
    assert calendar().exit_code == 0
    mine, others = events(team_file, "王芳"), events(team_file, "李强")
    assert "乙公司" in " ".join(str(event["SUMMARY"]) for event in mine.values())
    text = " ".join(
        str(event["SUMMARY"]) + str(event.get("DESCRIPTION")) for event in mine.values()
    )
    assert "丙公司" not in text
    assert "丙公司" in " ".join(str(event["SUMMARY"]) for event in others.values())
    assert team_file.read_bytes() == before


def test_the_same_run_again_gives_the_same_bytes(calendar, team_file):
    calendar()
    folder = team_file.parent / "followup-reports"
    once = {file.name: file.read_bytes() for file in folder.glob("*.ics")}
    assert len(once) == 2
    again = calendar("--json")
    assert {file.name: file.read_bytes() for file in folder.glob("*.ics")} == once
    assert [
        (one["new"], one["changed"], one["cancelled"]) for one in json.loads(again.stdout)["files"]
    ] == [(0, 0, 0)] * 2


def test_a_changed_customer_keeps_the_uid_and_gets_the_next_number(calendar, team_file):
    calendar()
    uid = str(the(events(team_file, "王芳"), "跟进：甲公司")["UID"])
    edit(team_file, "B3", "甲集团")
    calendar()
    event = events(team_file, "王芳")[uid]
    assert "甲集团" in event["SUMMARY"]
    assert event["SEQUENCE"] == 1


def test_a_customer_who_goes_to_a_colleague_is_cancelled_here_and_new_there(calendar, team_file):
    calendar()
    uid = str(the(events(team_file, "王芳"), "跟进：甲公司")["UID"])
    edit(team_file, "C3", "李强")
    calendar()
    event = events(team_file, "王芳")[uid]
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)
    assert "甲公司" not in event["SUMMARY"]
    assert the(events(team_file, "李强"), "跟进：甲公司")["STATUS"] == "CONFIRMED"


def test_what_is_overdue_stands_on_the_next_working_day(calendar, team_file):
    calendar(as_of="2027-03-20")  # a Saturday
    event = the(events(team_file, "李强"), "丙公司")
    assert event["DTSTART"].dt == dt.date(2027, 3, 22)
    assert "逾期" in event["SUMMARY"]


def test_one_seller_alone(calendar, team_file):
    result = calendar("--seller", "李强")
    assert [file.name for file in (team_file.parent / "followup-reports").glob("*.ics")] == [
        "客户跟进管理表-日历-李强.ics"
    ]
    assert "李强" in result.stdout
    wrong = calendar("--seller", "张三")
    assert wrong.exit_code == 2
    assert wrong.stderr == "客户表里没有叫“张三”的负责人。有：李强、王芳\n"


def test_a_dry_run_writes_nothing(calendar, team_file):
    result = calendar("--dry-run")
    assert "没有写入任何东西" in result.stdout
    assert [file.name for file in team_file.parent.iterdir()] == [team_file.name]
