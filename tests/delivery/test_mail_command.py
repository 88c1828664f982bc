"""`mail` and `run --mail` as a user meets them: recipients, refusals, previews, reruns, what is in the bytes."""

import datetime as dt
import email
import io
import json
from email.policy import default

import openpyxl
import pytest
from click.testing import CliRunner
from mail_server import PASSWORD, USER
from openpyxl.workbook.defined_name import DefinedName

from pipeline.cli import main
from pipeline.ledger.deliveries import announce
from pipeline.ledger.ledger import open_ledger
from pipeline.workbook.safety.safety import ledger_file
from schemas.deliveries import Delivery

CUSTOMERS = (
    ["客户编号", "客户名称", "负责人", "潜力", "上次跟进", "电话", "邮箱", "等级"],
    ["K1", "甲公司", "陈静", "重潜", "2026-08-03", "13800138000", "jia@kunde.example", "D"],
    ["K2", "=乙公司", "陈静", "普潜", "2026-06-01", "13911112222", None, "D"],
    ["K3", "丙公司", "李伟", "重潜", "2026-08-03", "13733334444", "bing@kunde.example", "C"],
    ["K4", "丁公司", "周强", "无潜", "31/02/2026", None, None, None],
)
TEAM = (
    ["负责人", "经理", "经理邮箱"],
    ["陈静", "王芳", "wang@corp.example"],
    ["李伟", "赵敏", "zhao@corp.example"],
)


@pytest.fixture
def book(tmp_path):
    def write(team=TEAM):
        workbook = openpyxl.Workbook()
        workbook.active.title = "客户"
        for row in CUSTOMERS:
            workbook["客户"].append(row)
            workbook["客户"].cell(workbook["客户"].max_row, 2).data_type = "s"
        # An earlier run filled the grades: so says the mark.
        workbook.defined_names["_followupcolumn_tier"] = DefinedName(
            "_followupcolumn_tier", attr_text="'客户'!$H$1", hidden=True
        )
        sheet = workbook.create_sheet("团队")
        for row in team:
            sheet.append(row)
        path = tmp_path / "客户跟进.xlsx"
        workbook.save(path)
        return path

    return write


@pytest.fixture
def office(post, tmp_path, monkeypatch):
    """Start a server and set up sending to it; more lines for [mail] may be given."""
    monkeypatch.setenv("FOLLOWUP_SMTP_PASSWORD", PASSWORD)

    def begin(fault=("", "", 0), more=""):
        server, mail = post(fault)
        (tmp_path / "followup.toml").write_text(
            f'[mail]\nhost = "localhost"\nport = {mail.port}\nfrom = "客户跟进 <{USER}>"\n'
            f'allowed_domains = ["corp.example"]\n{more}',
            encoding="utf-8",
        )
        return server

    return begin


def followup(*arguments, as_of="2026-11-23"):
    result = CliRunner().invoke(main, [*map(str, arguments), "--as-of", as_of])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def content(message, kind):
    return message.get_body((kind,)).get_content()


def test_each_manager_gets_the_own_team_and_nobody_elses(book, office):
    server = office()
    result = followup("mail", book())
    assert result.exit_code == 0, result.output
    assert [rcpts for rcpts, _ in server.taken] == [["wang@corp.example"], ["zhao@corp.example"]]
    first, second = (message for _, message in server.taken)
    assert str(first["To"]) == "王芳 <wang@corp.example>"
    assert str(first["Subject"]).startswith("客户跟进周报 2026-11-23：逾期 2")
    for kind in ("plain", "html"):
        assert "甲公司" in content(first, kind)
        assert "丙公司" in content(second, kind)
        for other in ("丙公司", "丁公司", "李伟", "K3", "13800138000", "jia@"):
            assert other not in content(first, kind)
    assert "王芳 <wang@corp.example>  已发出" in result.stdout
    # 周强 has a row with an error, which is not graded, and no manager: nobody hears of it but the person who sends
    assert "13800138000" not in result.output


def test_a_second_run_the_same_day_sends_nothing_and_the_next_week_is_a_new_letter(book, office):
    server, path = office(), book()
    followup("mail", path)
    again = followup("mail", path)
    assert again.exit_code == 0
    assert again.stdout.count("之前已发出，不再发") == 2
    assert len(server.taken) == 2
    followup("mail", path, as_of="2026-11-30")
    assert len(server.taken) == 4
    assert len(set(server.ids)) == 4


def test_run_with_mail_writes_the_workbook_and_sends_what_it_has_found(book, office):
    server, path = office(), book()
    result = followup("run", path, "--mail")
    assert result.exit_code == 1, result.output  # one row is set aside
    assert len(server.taken) == 2
    # what this run has changed is told, though the workbook shows it already by now
    assert "近 7 天等级变动" in content(server.taken[0][1], "plain")
    assert "甲公司 [D → C]" in content(server.taken[0][1], "plain")
    assert followup("run", path, "--mail").exit_code == 1
    assert len(server.taken) == 2


def test_a_refused_recipient_gives_code_7_and_the_next_run_tries_only_that_one(book, office):
    server, path = office(("rcpt", "550", 1)), book()
    result = followup("mail", path)
    assert result.exit_code == 7
    assert "王芳 <wang@corp.example>  被拒收 (550 not now)" in result.stdout
    assert "只发这些" in result.stdout
    assert followup("mail", path).exit_code == 0
    assert [rcpts[0] for rcpts, _ in server.taken] == ["zhao@corp.example", "wang@corp.example"]


def _in_doubt(path):
    """Leave the first letter behind as a sender does that died before the answer came."""
    day = dt.date(2026, 11, 23)
    ledger_file(path).parent.mkdir()
    with open_ledger(ledger_file(path)) as ledger:
        announce(
            ledger,
            Delivery(path.name, "mail", day, "wang@corp.example", "王芳"),
            dt.datetime(2026, 11, 23, tzinfo=dt.UTC),
        )


@pytest.mark.parametrize(("option", "letters"), [("--again", 2), ("--arrived", 1)])
def test_a_letter_in_doubt_waits_for_a_person(book, office, option, letters):
    server, path = office(), book()
    _in_doubt(path)
    result = followup("mail", path)
    assert result.exit_code == 7
    assert "是否送达不明" in result.stdout
    assert [rcpts[0] for rcpts, _ in server.taken] == ["zhao@corp.example"]
    assert followup("mail", path).exit_code == 7  # and it keeps waiting
    assert followup("mail", path, option, "Wang@corp.example").exit_code == 0
    assert len(server.taken) == letters
    assert followup("mail", path).exit_code == 0
    assert len(server.taken) == letters


def test_a_letter_that_got_lost_can_be_sent_once_more_under_a_new_number(book, office):
    server, path = office(), book()
    followup("mail", path)
    assert followup("mail", path, "--again", "wang@corp.example").exit_code == 0
    assert len(server.taken) == 3
    assert len(set(server.ids)) == 3
    strange = followup("mail", path, "--again", "x@corp.example")
    assert strange.exit_code == 2
    assert "x@corp.example" in strange.stderr
    assert len(server.taken) == 3


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("wang@elsewhere.example", "allowed_domains"),
        ("wang@sub.corp.example", "allowed_domains"),
        ("wang@corp.example, evil@x.cn", "不是一个邮箱地址"),
        ("wang@corp.example\nBcc: evil@x.cn", "不是一个邮箱地址"),
        ("王芳 <wang@corp.example>", "不是一个邮箱地址"),
        (None, "没有邮箱"),
    ],
)
def test_an_address_that_letters_may_not_go_to_gets_none_and_the_others_do(
    book, office, address, said
):
    server = office()
    result = followup("mail", book((TEAM[0], ["陈静", "王芳", address], TEAM[2])))
    assert result.exit_code == 7
    assert said in result.stdout
    assert [rcpts for rcpts, _ in server.taken] == [["zhao@corp.example"]]


def test_preview_opens_no_connection_and_needs_no_settings(book, monkeypatch, tmp_path):
    def no_network(*_, **__):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr("socket.create_connection", no_network)
    path = book()
    result = followup("mail", path, "--preview", "--out", tmp_path / "letters")
    assert result.exit_code == 0, result.output
    files = sorted((tmp_path / "letters").glob("*.eml"))
    assert [file.name for file in files] == [
        "客户跟进-2026-11-23-王芳.eml",
        "客户跟进-2026-11-23-赵敏.eml",
    ]
    first = files[0].read_bytes()
    message = email.message_from_bytes(first, policy=default)
    assert "甲公司" in content(message, "html")
    followup("mail", path, "--preview", "--out", tmp_path / "letters")
    assert files[0].read_bytes() == first
    assert not ledger_file(path).exists()


def test_a_dry_run_lists_who_would_get_one(book, office, tmp_path):
    server, path = office(), book()
    before = sorted(tmp_path.iterdir())
    result = followup("mail", path, "--dry-run", "--json")
    told = json.loads(result.stdout)
    assert [(one["to"], one["status"]) for one in told["letters"]] == [
        ("wang@corp.example", "pending"),
        ("zhao@corp.example", "pending"),
    ]
    assert server.sessions == 0
    assert sorted(tmp_path.iterdir()) == before


def test_the_team_s_rows_go_with_the_letter_as_a_workbook_where_the_team_wants_it(book, office):
    server = office(more='attach_workbook = true\nsubject_prefix = "[跟进]"\n')
    followup("mail", book())
    message = server.taken[0][1]
    assert str(message["Subject"]).startswith("[跟进] 客户跟进周报")
    (part,) = message.iter_attachments()
    assert part.get_filename() == "followup-2026-11-23.xlsx"
    attached = openpyxl.load_workbook(io.BytesIO(part.get_payload(decode=True)))
    cells = [
        cell
        for sheet in attached
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    texts = {str(cell.value) for cell in cells}
    assert {"甲公司", "=乙公司", "138****8000"} <= texts
    assert not any(cell.data_type == "f" for cell in cells)  # =乙公司 is a name, no formula
    for other in ("丙公司", "13800138000", "13911112222", "李伟", "K3"):
        assert not any(other in text for text in texts)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("", "mail.host"),
        ('host = "h"', "mail.from"),
        ('host = "h"\nfrom = "a@b.cn, c@d.cn"\nallowed_domains = ["b.cn"]', "mail.from"),
        ('host = "h"\nfrom = "a@b.cn"', "mail.allowed_domains"),
        ('host = "h"\nfrom = "a@b.cn"\nallowed_domains = []', "mail.allowed_domains"),
        (
            'host = "h"\nfrom = "a@b.cn"\nallowed_domains = ["b.cn"]\nsecurity = "none"',
            "mail.security",
        ),
        ('host = "h"\nfrom = "a@b.cn"\nallowed_domains = ["b.cn"]\nport = 0', "mail.port"),
        (
            'host = "h"\nfrom = "a@b.cn"\nallowed_domains = ["b.cn"]\npassword = "x"',
            "mail.password",
        ),
    ],
)
def test_settings_that_are_wrong_are_named_before_anything_is_done(book, tmp_path, lines, said):
    path = book()
    before = path.read_bytes()
    (tmp_path / "followup.toml").write_text(f"[mail]\n{lines}\n", encoding="utf-8")
    result = followup("run", path, "--mail")
    assert result.exit_code == 5
    assert said in result.stderr
    assert path.read_bytes() == before


def test_without_settings_or_password_nothing_is_begun(book, office, tmp_path, monkeypatch):
    path = book()
    assert "[mail]" in followup("mail", path).stderr
    server = office()
    monkeypatch.delenv("FOLLOWUP_SMTP_PASSWORD")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    result = followup("run", path, "--mail")
    assert result.exit_code == 5
    assert "FOLLOWUP_SMTP_PASSWORD" in result.stderr
    monkeypatch.setenv("FOLLOWUP_SMTP_PASSWORD", "密码")
    assert "授权码" in followup("mail", path).stderr
    assert server.sessions == 0
    assert not (tmp_path / "followup-reports").exists()


def test_a_workbook_without_managers_says_where_to_write_them(book, office):
    office()
    result = followup("mail", book((["负责人"], ["陈静"])))
    assert result.exit_code == 2
    assert "经理邮箱" in result.stderr
