"""import from the outside: what is written, asked, set apart, told, obeyed and taken back."""

import csv
import errno
import json
import sqlite3

import openpyxl
import pytest

from pipeline.workbook.safety.safety import ledger_file

HEAD = "公司名称,联系人,手机,邮箱,城市,爱吃的菜"
KNOWN = "宁波锦帆进出口有限公司,刘丽娟,139-1234-5602,llj@jinfan.example,杭州,清蒸鱼"
STRANGER = "苏州润泽家居用品有限公司,陈国栋,13912345699,,苏州,=1+1"
DOUBTFUL = "宁波锦帆进出口有限公司,刘总,,,宁波,"
NAMELESS = ",,13512345678,,,无名"


def cells(path, sheet="客户"):
    return [list(row) for row in openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)]


def answer(path, *answers):
    """Fill in the column 同一人? of 待复核, from the first line on, as a person does."""
    book = openpyxl.load_workbook(path)
    for row, text in enumerate(answers, start=3):
        book["待复核"].cell(row, 2).value = text
    book.save(path)


@pytest.fixture
def imported(team_file, write_list, followup):
    """Import a list with one row of each ending."""
    old = write_list(HEAD, KNOWN, STRANGER, DOUBTFUL, NAMELESS)
    result = followup("import", team_file, old, "--no-input")
    return team_file, old, result


def test_each_row_ends_where_it_belongs_and_the_counts_add_up(imported):
    path, _, result = imported
    assert "共 4 行 = 新增 1 + 补充 1 + 已有 0 + 待复核 1 + 隔离 1" in result.stdout
    assert result.exit_code == 1
    rows = cells(path)
    assert rows[3][5] == "llj@jinfan.example"
    assert rows[3][6] == "宁波"  # the list says 杭州: told, not written
    assert rows[5][:8] == [
        "K0004",
        "苏州润泽家居用品有限公司",
        "陈国栋",
        None,
        "13912345699",
        None,
        "苏州",
        None,
    ]
    assert len(rows) == 6


def test_what_the_sheets_say_of_it(imported):
    path, _, _ = imported
    log = {row[3]: row for row in cells(path, "导入记录")[2:]}
    assert log[2][4:9] == [
        "补充",
        "K0002",
        "宁波锦帆进出口有限公司",
        "邮箱：llj@jinfan.example",
        "城市：宁波 ≠ 杭州",
    ]
    assert log[2][9] == "手机：139-1234-5602 → 13912345602"
    assert log[3][4:6] == ["新增", "K0004"]
    assert log[3][10] == "爱吃的菜：=1+1"
    assert log[4][4:6] == ["待复核", "R1"]
    (question,) = cells(path, "待复核")[2:]
    assert question[0] == "R1-1"
    assert question[1] is None
    assert question[4] == "K0002"
    assert "刘总" in question
    assert "刘丽娟" in question
    (line,) = cells(path, "隔离")[2:]
    assert line[1:4] == ["旧名单.csv", None, 5]
    assert "13512345678" in line[6]


def test_the_same_list_again_changes_not_a_byte(imported, followup):
    path, old, _ = imported
    before = path.read_bytes()
    again = followup("import", path, old, "--no-input")
    assert path.read_bytes() == before
    assert "共 4 行 = 新增 0 + 补充 0 + 已有 2 + 待复核 1 + 隔离 1" in again.stdout


def test_what_a_person_emptied_since_stays_empty(imported, followup):
    path, old, _ = imported
    book = openpyxl.load_workbook(path)
    book["客户"]["F4"] = None  # the mail that the import had filled
    book.save(path)
    followup("import", path, old, "--no-input")
    assert cells(path)[3][5] is None


def test_a_dry_run_shows_how_the_list_is_read_and_writes_nothing(team_file, write_list, followup):
    old = write_list(HEAD, KNOWN, STRANGER, encoding="gb18030")
    before = team_file.read_bytes()
    result = followup("import", team_file, old, "--dry-run")
    assert team_file.read_bytes() == before
    assert {path.name for path in team_file.parent.iterdir()} == {team_file.name, old.name}
    for word in (
        "GB18030",
        "--encoding",
        "--delimiter",
        "表头行: 1",
        "公司名称 → 客户名称",
        "会新增 1 行",
    ):
        assert word in result.stdout


def test_the_weekly_run_obeys_yes(imported, followup):
    path, _, _ = imported
    answer(path, "是")
    result = followup("run", path)
    assert "先按“待复核”的回答办理了 1 行" in result.stdout
    assert len(openpyxl.load_workbook(path)["客户"]["A"]) == 6
    assert cells(path, "待复核")[2:] == []
    assert cells(path, "导入记录")[-1][4:6] == ["已有", "K0002"]


def test_no_makes_a_new_customer_who_is_never_asked_about_again(imported, followup):
    path, old, _ = imported
    answer(path, "否")
    result = followup("import", path, "--seller", "李强")
    assert result.exit_code == 0
    assert "按待复核的回答办理：1 行" in result.stdout
    assert cells(path)[6][:4] == ["K0005", "宁波锦帆进出口有限公司", "刘总", "李强"]
    before = path.read_bytes()
    followup("import", path, old, "--no-input")
    assert path.read_bytes() == before


def test_an_answer_that_is_neither_yes_nor_no_waits_on_and_stays_written(
    imported, followup, write_list
):
    path, _, _ = imported
    answer(path, "不知道")
    followup(
        "import",
        path,
        write_list(HEAD, "成都鑫达有限公司,孙悦,13712345678,,成都,", name="新.csv"),
        "--no-input",
    )
    (question,) = cells(path, "待复核")[2:]
    assert question[:2] == ["R1-1", "不知道"]


def test_undo_takes_the_import_back_to_the_byte_and_its_questions_with_it(
    team_file, write_list, followup
):
    before = team_file.read_bytes()
    old = write_list(HEAD, KNOWN, STRANGER, DOUBTFUL)
    followup("import", team_file, old, "--no-input")
    assert followup("undo", team_file).exit_code == 0
    assert team_file.read_bytes() == before
    again = followup("import", team_file, old, "--no-input")
    assert "新增 1 + 补充 1 + 已有 0 + 待复核 1" in again.stdout


def statuses(path, status):
    """Set the newest run's status, as a program that dies at the wrong moment leaves it."""
    ledger = ledger_file(path)
    with sqlite3.connect(ledger) as connection:
        connection.execute(
            "UPDATE runs SET status = ? WHERE seq = (SELECT max(seq) FROM runs)", (status,)
        )


def test_a_program_that_died_after_the_swap_has_imported_all_the_same(imported, followup):
    path, old, _ = imported
    statuses(path, "planned")
    before = path.read_bytes()
    again = followup("import", path, old, "--no-input")
    assert path.read_bytes() == before
    assert "已有 2 + 待复核 1" in again.stdout


def test_a_program_that_died_before_the_swap_has_imported_nothing(team_file, write_list, followup):
    before = team_file.read_bytes()
    old = write_list(HEAD, KNOWN, STRANGER, DOUBTFUL)
    followup("import", team_file, old, "--no-input")
    statuses(team_file, "planned")
    team_file.write_bytes(before)
    again = followup("import", team_file, old, "--no-input")
    assert "新增 1 + 补充 1 + 已有 0 + 待复核 1" in again.stdout
    assert len(cells(team_file)) == 6


def test_a_write_that_fails_leaves_workbook_and_questions_as_they_were(
    team_file, write_list, followup, monkeypatch
):
    before = team_file.read_bytes()
    old = write_list(HEAD, KNOWN, STRANGER, DOUBTFUL)

    def full(*_arguments, **_options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    assert followup("import", team_file, old, "--no-input").exit_code == 6
    assert team_file.read_bytes() == before
    monkeypatch.undo()
    assert (
        "新增 1 + 补充 1 + 已有 0 + 待复核 1"
        in followup("import", team_file, old, "--no-input").stdout
    )


def test_undo_keeps_what_a_person_edited_since(team_file, write_list, followup):
    two = (STRANGER, "成都鑫达有限公司,孙悦,13712345678,,成都,")
    followup("import", team_file, write_list(HEAD, KNOWN, *two), "--no-input")
    book = openpyxl.load_workbook(team_file)
    book["客户"]["H6"] = "2026-11-20"  # somebody called the first new customer
    book["客户"]["F4"] = "own@jinfan.example"
    book.save(team_file)
    result = followup("undo", team_file)
    assert result.exit_code == 1
    rows = cells(team_file)
    assert rows[5][:2] == ["K0004", "苏州润泽家居用品有限公司"]
    assert rows[6][:8] == [None] * 8
    assert rows[3][5] == "own@jinfan.example"


def test_a_mended_line_leaves_the_quarantine(imported, followup, write_list):
    path, _, _ = imported
    mended = write_list(HEAD, KNOWN, STRANGER, DOUBTFUL, "孙记面馆,,13512345678,,,无名")
    followup("import", path, mended, "--no-input")
    assert cells(path, "隔离")[2:] == []
    assert cells(path)[6][1] == "孙记面馆"


def test_an_erased_person_does_not_come_back(team_file, write_list, followup):
    followup("erase", team_file, "K0003", "--yes")
    old = write_list(HEAD, "深圳海纳国际贸易有限公司,郭晓峰,13912345603,,深圳,面")
    result = followup("import", team_file, old, "--no-input")
    assert "隔离 1" in result.stdout
    assert "此人的信息已按要求删除" in result.stdout
    texts = [
        str(cell)
        for sheet in ("客户", "导入记录", "隔离")
        if sheet in openpyxl.load_workbook(team_file).sheetnames
        for row in cells(team_file, sheet)
        for cell in row
    ]
    assert not any("郭晓峰" in text or "13912345603" in text for text in texts)


def test_erasing_someone_forgets_the_rows_that_ask_about_them(imported, followup):
    path, old, _ = imported
    followup("erase", path, "K0002", "--yes", "--purge-backups")
    assert "刘" not in "".join(str(cell) for row in cells(path, "待复核") for cell in row)
    ledger = b"".join(
        file.read_bytes()
        for file in path.parent.rglob("*")
        if file.is_file() and file.name.startswith("ledger")
    )
    assert b"waiting_rows" in ledger
    again = followup("import", path, old, "--no-input")
    assert "待复核 0" in again.stdout


def test_rows_that_begin_like_formulas_stay_text_everywhere(team_file, write_list, followup):
    row = "-甲乙丙有限公司,@钱进,13712340000,,+成都,=HYPERLINK(1)"
    result = followup("import", team_file, write_list(HEAD, row), "--no-input", "--json")
    told = json.loads(result.stdout)
    book = openpyxl.load_workbook(team_file)
    for sheet in ("客户", "导入记录"):
        new = [
            cell
            for row in book[sheet].iter_rows(min_row=6 if sheet == "客户" else 3)
            for cell in row
        ]
        assert [cell.value for cell in new if cell.data_type == "f"] == ["=B6&C6"][
            : sheet == "客户"
        ]
    assert book["客户"]["B6"].value == "-甲乙丙有限公司"
    with open(told["table"], encoding="utf-8-sig", newline="") as file:  # noqa: PTH123 -- a path as the command printed it
        assert not [
            cell for line in csv.reader(file) for cell in line if cell[:1] in {"=", "+", "-", "@"}
        ]


def test_a_column_that_nobody_is_sure_of_is_kept_beside_and_named_in_a_mapping_file(
    team_file, write_list, followup
):
    rows = [
        f"成都{n}记有限公司,1371234567{place},{city}"
        for place, (n, city) in enumerate(
            zip("甲乙丙丁", ("上海", "北京", "深圳", "广州"), strict=True)
        )
    ]
    old = write_list("公司名称,手机,XZ", *rows)
    result = followup("import", team_file, old, "--no-input")
    (file,) = (team_file.parent / "followup-mappings").glob("*.toml")
    assert file.name in result.stdout
    assert [row[6] for row in cells(team_file)[5:]] == [None] * 4
    assert [row[10] for row in cells(team_file, "导入记录")[2:]] == [
        "XZ：上海",
        "XZ：北京",
        "XZ：深圳",
        "XZ：广州",
    ]
    lines = file.read_text(encoding="utf-8").splitlines()
    edited = ['"XZ" = "城市"' if line.startswith('"XZ"') else line for line in lines]
    assert edited != lines
    file.write_text("\n".join(edited), encoding="utf-8")
    followup("import", team_file, old, "--no-input")
    assert [row[6] for row in cells(team_file)[5:]] == [
        "上海",
        "北京",
        "深圳",
        "广州",
    ]  # the same four, one column fuller


def test_a_column_of_formulas_goes_on_and_what_the_list_says_is_kept_beside(
    team_file, write_list, followup
):
    book = openpyxl.load_workbook(team_file)
    sheet = book["客户"]
    sheet["J2"] = "消费金额"
    for row in (3, 4, 5):
        sheet[f"J{row}"] = f"=LEN(B{row})*100"
    book.save(team_file)
    old = write_list(
        "公司名称,联系人,手机,累计消费",
        "成都鑫达有限公司,孙悦,13712345678,8万",
        "苏州润泽家居用品有限公司,陈国栋,13912345699,",
    )
    followup("import", team_file, old, "--no-input")
    assert [row[9] for row in cells(team_file)[5:]] == ["=LEN(B6)*100", "=LEN(B7)*100"]
    assert "消费金额：80000" in cells(team_file, "导入记录")[2][10]


def test_without_a_list_and_without_answers_nothing_happens(team_file, followup):
    before = team_file.read_bytes()
    result = followup("import", team_file)
    assert (result.exit_code, team_file.read_bytes()) == (0, before)
    assert "没有要改的" in result.stdout


@pytest.mark.parametrize("name", ["客户跟进管理表.xlsx", "没有.csv"])
def test_a_list_that_cannot_be_one_is_one_message(team_file, followup, name):
    before = team_file.read_bytes()
    result = followup("import", team_file, team_file.parent / name)
    assert result.exit_code in {2, 3}
    assert name in result.stderr
    assert "Traceback" not in result.stderr
    assert team_file.read_bytes() == before


def test_content_below_the_table_is_named_and_nothing_is_written(team_file, write_list, followup):
    book = openpyxl.load_workbook(team_file)
    book["客户"]["A8"], book["客户"]["B8"] = "合计", 3
    book.save(team_file)
    before = team_file.read_bytes()
    result = followup(
        "import",
        team_file,
        write_list(HEAD, *[f"新公司{n}有限公司,孙悦{n},1371234567{n},,," for n in range(5)]),
    )
    assert result.exit_code == 6
    assert "客户" in result.stderr
    assert team_file.read_bytes() == before


def test_the_import_in_english_for_an_english_reader(team_file, write_list, followup):
    result = followup(
        "import", team_file, write_list(HEAD, KNOWN, STRANGER), "--no-input", "--lang", "en"
    )
    assert (
        "2 rows = new 1 + enriched 1 + already there 0 + to review 0 + quarantined 0"
        in result.stdout
    )
    page = next((team_file.parent / "followup-reports").glob("*-import-*.html")).read_text(
        encoding="utf-8"
    )
    assert "Where each row went" in page
    assert "Differs" not in page
    assert "List and workbook differ" in page
