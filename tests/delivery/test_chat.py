"""Messages to chat groups over loopback: what arrives, what is told, and that nothing goes twice."""

import datetime as dt
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot
from click.testing import CliRunner
from robot_server import robot_server

from pipeline.cli import main
from pipeline.delivery import robots
from pipeline.delivery.chat_rooms import chat_rooms
from pipeline.errors import SettingsError

ROOT = Path(__file__).parents[2]
KEY = "0123456789abcdef-secret-key"
WECOM = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"
OK = (200, {"errcode": 0, "errmsg": "ok"})


@pytest.fixture
def robot(monkeypatch):
    """Stand in for the robots' servers on loopback."""
    monkeypatch.setenv("FOLLOWUP_LANG", "zh")
    for name in (
        "http_proxy",
        "https_proxy",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ):
        monkeypatch.delenv(name, raising=False)
    with robot_server() as server:
        monkeypatch.setattr(NotifyWeComBot, "notify_url", server.address + "/wecom?key={key}")
        monkeypatch.setattr(
            NotifyDingTalk, "notify_url", server.address + "/ding?access_token={token}"
        )
        monkeypatch.setattr(NotifyFeishu, "notify_url", server.address + "/feishu/{token}/")
        monkeypatch.setattr(robots, "ANSWER_SECONDS", 0.4)
        yield server


@pytest.fixture
def workbook(tmp_path):
    book = openpyxl.Workbook()
    customers = book.active
    customers.title = "客户"
    for row in (
        ["客户编号", "客户名称", "负责人", "潜力", "上次跟进", "电话"],
        ["K1", "甲公司", "王芳", "重潜", dt.date(2026, 6, 1), "13800138000"],
        ["K2", "乙公司 13900139000", "李强", "普潜", dt.date(2026, 1, 5), None],
    ):
        customers.append(row)
    team = book.create_sheet("团队")
    for row in (
        ["负责人", "经理", "经理邮箱"],
        ["王芳", "周建明", "z@example.com"],
        ["李强", "许文静", "x@example.com"],
    ):
        team.append(row)
    path = tmp_path / "客户.xlsx"
    book.save(path)
    return path


@pytest.fixture
def chat(workbook, monkeypatch):
    """Run the command over the sample with some addresses."""

    def run(*options, urls=WECOM):
        monkeypatch.setenv("FOLLOWUP_CHAT_URLS", urls)
        result = CliRunner().invoke(
            main, ["chat", str(workbook), "--as-of", "2026-11-23", *options]
        )
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert KEY not in result.output
        return result

    return run


def test_the_message_arrives_once_however_often_it_is_sent(chat, robot):
    assert chat().exit_code == 0
    (message,) = robot.taken
    assert message["msgtype"] == "text"
    assert message["text"]["content"].startswith(
        "客户跟进 2026-11-23  客户.xlsx\n逾期 2  今天 0  本周 0"
    )
    assert "甲公司 · 外贸C · 王芳 · 逾期" in message["text"]["content"]
    assert "13900139000" not in message["text"]["content"]
    again = chat()
    assert "今天已发过" in again.stdout
    assert len(robot.taken) == 1
    assert robot.paths == [f"/wecom?key={KEY}"]


def test_each_robot_gets_its_own_form(chat, robot):
    robot.answers = [OK, OK, (200, {"code": 0, "msg": "success"})]
    urls = (
        f"{WECOM} https://oapi.dingtalk.com/robot/send?access_token=tok123 "
        "https://open.feishu.cn/open-apis/bot/v2/hook/abc-def"
    )
    assert chat(urls=urls).exit_code == 0
    assert [path.split("?")[0] for path in robot.paths] == ["/wecom", "/ding", "/feishu/abc-def"]
    wecom, ding, feishu = robot.taken
    assert ding == wecom
    assert feishu == {"msg_type": "text", "content": {"text": wecom["text"]["content"]}}


def test_a_signed_robot_gets_time_and_signature(chat, robot, monkeypatch):
    monkeypatch.setattr(robots.time, "time", lambda: 1577808000.0)
    assert chat(urls="dingtalk://SECabc@tok123/").exit_code == 0
    # printf '1577808000000\nSECabc' | openssl dgst -sha256 -hmac SECabc -binary | base64, encoded for a URL once
    sign = "d8MiemiW5bT%2FXT2zgWrhyRQdANlJ4zkTa39rkwaldRU%3D"
    assert robot.paths == [f"/ding?access_token=tok123&timestamp=1577808000000&sign={sign}"]


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (
            (200, {"errcode": 93000, "errmsg": f"invalid webhook url {KEY}"}),
            "failed",
        ),  # 200, and refused all the same
        ((200, {"errcode": 45009, "errmsg": "api freq out of limit"}), "pending"),
        ((200, {"errcode": "0"}), "unknown"),
        ((200, b"<html>please log in</html>"), "unknown"),
        ((200, b"[" * 60_000), "unknown"),
        ((200, b""), "unknown"),
        ((302, b""), "failed"),
        ((403, b"no"), "failed"),
        ((429, b""), "pending"),
        ((503, b""), "pending"),
        ((502, b""), "unknown"),
        ("drop", "unknown"),
        ("slow", "unknown"),
    ],
)
def test_what_the_robot_answers_is_what_is_told(robot, monkeypatch, answer, status):
    robot.answers = [answer]
    monkeypatch.setenv("FOLLOWUP_CHAT_URLS", WECOM)
    (room,) = chat_rooms()
    found, reply = robots.post(room, "客户跟进")
    assert found == status
    assert KEY not in reply + room.label + repr(room)


def test_what_is_in_doubt_goes_again_only_when_a_person_says_so(chat, robot):
    robot.answers = ["drop", OK]
    assert chat().exit_code == 7
    assert "可能已发出" in chat().stdout
    assert len(robot.taken) == 1
    assert chat("--again").exit_code == 0
    assert len(robot.taken) == 2


def test_a_server_that_is_not_there_leaves_the_message_to_the_next_run(chat, robot, monkeypatch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{free.getsockname()[1]}"
    monkeypatch.setattr(NotifyWeComBot, "notify_url", dead + "/?key={key}")
    (posted,) = json.loads(chat("--json").stdout)["posted"]
    assert posted["status"] == "pending"
    monkeypatch.setattr(NotifyWeComBot, "notify_url", robot.address + "/wecom?key={key}")
    assert chat().exit_code == 0
    assert len(robot.taken) == 1


def test_one_group_that_fails_does_not_keep_the_others_waiting(chat, robot):
    robot.answers = [(403, b""), OK]
    result = chat(urls=f"{WECOM} dingtalk://tok123/")
    assert result.exit_code == 7
    assert "被拒绝（HTTP 403）" in result.stdout
    assert "钉钉" in result.stdout
    assert len(robot.taken) == 1
    robot.answers = [OK]
    assert chat(urls=f"{WECOM} dingtalk://tok123/").exit_code == 0
    assert [path.split("?")[0] for path in robot.paths] == ["/wecom", "/ding", "/wecom"]


def test_other_services_go_by_the_library_and_its_no_leaves_doubt(chat, robot):
    url = robot.address.replace("http://", "json://") + "/hook"
    robot.answers = [(200, {"errcode": 0, "errmsg": "ok"})]
    assert chat(urls=url).exit_code == 0
    (message,) = robot.taken
    assert message["message"].startswith("客户跟进 2026-11-23")
    robot.answers = [(500, b"")]
    refused = chat("--json", urls=url + "2")
    assert json.loads(refused.stdout)["posted"][0]["status"] == "unknown"


def test_a_sender_that_dies_after_the_message_is_gone_does_not_send_it_again(chat, robot, workbook):
    # The child is killed while it waits for the answer: the message is with the robot, the ledger says "sending".
    robot.answers = ["slow", OK]
    program = (
        "import os, sys, threading; from apprise.plugins.wecombot import NotifyWeComBot; from pipeline.cli import main;"
        f"NotifyWeComBot.notify_url = {robot.address + '/wecom?key={key}'!r};"
        "from pipeline.delivery import robots; read = robots._posted;"
        "robots._posted = lambda *a: (threading.Timer(0.5, os._exit, (9,)).start(), read(*a))[1];"
        f"main(['chat', {str(workbook)!r}, '--as-of', '2026-11-23'])"
    )
    environment = {**os.environ, "FOLLOWUP_CHAT_URLS": WECOM, "PYTHONPATH": str(ROOT)}
    assert (
        subprocess.run(
            [sys.executable, "-c", program], env=environment, check=False, capture_output=True
        ).returncode
        == 9
    )
    assert len(robot.taken) == 1
    found = chat()
    assert found.exit_code == 7
    assert "可能已发出" in found.stdout
    assert len(robot.taken) == 1


def test_without_an_address_nothing_is_sent_and_the_preview_still_shows(chat, robot):
    refused = chat(urls="")
    assert refused.exit_code == 5
    assert "FOLLOWUP_CHAT_URLS" in refused.stderr
    assert chat("--preview", urls="").exit_code == 0
    assert robot.paths == []


def test_an_address_that_cannot_be_used_is_counted_and_not_shown(monkeypatch, capfd):
    monkeypatch.setenv("FOLLOWUP_CHAT_URLS", f"{WECOM} nonsense-{KEY}")
    with pytest.raises(SettingsError, match="Address number 2") as caught:
        chat_rooms()
    assert KEY not in caught.value.text.zh + caught.value.text.en
    assert KEY not in repr(chat_rooms.__doc__) + "".join(capfd.readouterr())


def test_a_manager_s_message_has_the_own_team_alone(chat, robot):
    assert chat("--manager", "周建明").exit_code == 0
    text = robot.taken[0]["text"]["content"]
    assert "团队：周建明" in text
    assert "甲公司" in text
    assert not any(other in text for other in ("乙公司", "李强"))
    assert chat("--manager", "张三").exit_code == 2
