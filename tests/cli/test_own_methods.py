"""A team's own pack beside the primary method: it gets a grade column under its own name."""

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

OURS = """\
extends: wechat
pack: our club-1
name: {zh: 社群分层, en: Club ranks}
label: {zh: 社群, en: "Club "}
"""
GRADE, WHY = "社群等级", "社群等级说明"
KEY = "our_club_1_grade"


@pytest.fixture
def club_file(team_file):
    """Say of K1 that it is a VIP, and let the team's own pack grade beside the primary method."""
    book = openpyxl.load_workbook(team_file)
    sheet = book["客户"]
    sheet["F2"], sheet["F3"] = "VIP客户", "是"
    sheet["E6"] = None  # the file's bad date
    book.save(team_file)
    put(team_file, OURS)
    return team_file


def put(team_file, pack, secondary='["ours.yaml"]'):
    (team_file.parent / "ours.yaml").write_text(pack, encoding="utf-8")
    settings = f"secondary = {secondary}\n"
    (team_file.parent / "followup.toml").write_text(settings, encoding="utf-8")


def columns(path):
    """Give the cells below each header of the customer sheet."""
    sheet = openpyxl.load_workbook(path)["客户"]
    lines = sheet.iter_cols(min_row=2)
    return {cells[0].value: [cell.value for cell in cells[1:]] for cells in lines}


def test_an_own_pack_fills_a_grade_column_of_its_own(followup, club_file):
    done = followup("run", club_file)
    assert done.exit_code == 0, done.output
    found = columns(club_file)
    assert found[GRADE][:2] == ["VIP", None]
    assert found[WHY][0].startswith("社群VIP：标为重点客户")
    book = openpyxl.load_workbook(club_file)
    sheet = book["客户"]
    at = list(found).index(GRADE) + 1
    widths = [sheet.column_dimensions[get_column_letter(n)].width for n in (at, at + 1)]
    assert widths == [7, 34]
    assert f"_followupcolumn_{KEY}" in book.defined_names
    page = next((club_file.parent / "followup-reports").glob("*.html"))
    assert "社群VIP" in page.read_text("utf-8")


def test_the_next_run_finds_it_again(followup, club_file):
    followup("run", club_file)
    before = club_file.read_bytes()
    again = followup("run", club_file)
    assert again.exit_code == 0, again.output
    assert list(columns(club_file)).count(GRADE) == 1
    assert club_file.read_bytes() == before


def test_undo_takes_it_away(followup, club_file):
    followup("run", club_file)
    assert followup("undo", club_file).exit_code == 0
    assert GRADE not in columns(club_file)


def test_its_grades_are_not_taken_for_the_teams_words_when_it_is_no_longer_used(
    followup, club_file
):
    followup("run", club_file)
    before = columns(club_file)
    put(club_file, OURS, "[]")
    assert followup("run", club_file).exit_code == 0
    assert columns(club_file) == before


@pytest.mark.parametrize(
    ("pack", "secondary", "said"),
    [
        ("extends: trade\n", '["ours.yaml"]', "已经在用"),
        ("extends: wechat\n", '["wechat", "ours.yaml"]', "已经在用"),
        (OURS.replace("our club-1", "wechat"), '["wechat", "ours.yaml"]', "已经在用"),
        ("extends: wechat\npack: ours\n", '["wechat", "ours.yaml"]', "“微信等级”"),
        (OURS.replace("zh: 社群,", 'zh: "",'), '["ours.yaml"]', "label.zh"),
        (OURS.replace("zh: 社群,", "zh: 手动,"), '["ours.yaml"]', "“手动等级”"),
    ],
)
def test_two_columns_of_one_name_are_refused(followup, team_file, pack, secondary, said):
    put(team_file, pack, secondary)
    before = team_file.read_bytes()
    done = followup("run", team_file)
    assert done.exit_code == 5, done.output
    assert "Traceback" not in done.output
    assert said in done.output
    assert team_file.read_bytes() == before
