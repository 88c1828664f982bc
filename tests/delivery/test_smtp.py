"""Letters over a real connection on loopback: encrypted, checked, and what happens wherever it breaks."""

import socket
import threading
import time

import pytest
from mail_server import PASSWORD, USER, Handler, free_port, start, write_certificates
from post_office import letter, settings

from pipeline.delivery import sending
from pipeline.errors import WriteFailedError
from schemas.texts import Text

NAMES = ("wang", "zhao", "sun")


def statuses(told):
    return [one.status for one in told]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_letters_arrive_encrypted_after_login(post, sender, security):
    server, mail = post(security=security)
    told, trouble = sender(mail).send([letter(name) for name in NAMES])
    assert trouble is None
    assert statuses(told) == ["sent"] * 3
    assert [rcpt for rcpt, _ in server.taken] == [[f"{name}@corp.example"] for name in NAMES]
    assert server.taken[0][1].get_body(("plain",)).get_content().split() == [
        "wang",
        "你好",
        ".",
        "..",
    ]
    assert server.sessions == 1  # one connection for all


def test_without_a_login_letters_go_through_a_server_that_asks_for_none(post, sender):
    server, mail = post(login=False)
    told, _ = sender(mail).send([letter("wang")])
    assert statuses(told) == ["sent"]
    assert len(server.taken) == 1


def test_a_second_run_sends_nothing(post, sender):
    server, mail = post()
    office, letters = sender(mail), [letter(name) for name in NAMES]
    office.send(letters)
    told, _ = office.send(letters)
    assert [(one.status, one.earlier) for one in told] == [("sent", True)] * 3
    assert len(server.taken) == 3
    assert server.sessions == 1  # the second run did not even connect


def test_a_certificate_that_nobody_vouches_for_ends_it(post, sender, tmp_path, monkeypatch):
    server, mail = post()
    write_certificates(tmp_path)  # another CA
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    office = sender(mail)
    told, trouble = office.send([letter("wang")])
    assert (trouble.step, trouble.lasting) == ("tls", True)
    assert "certificate" in trouble.reply.lower()
    assert statuses(told) == ["pending"]
    assert server.taken == []
    assert office.waited == [0.0]  # no use to try again


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_of_another_host_ends_it(sender, tmp_path, monkeypatch, security):

    write_certificates(tmp_path, "mail.other.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    handler = Handler()
    server = start(tmp_path, handler, security=security)
    try:
        _, trouble = sender(settings(server.port, security)).send([letter("wang")])
    finally:
        server.stop()
    assert (trouble.step, trouble.lasting) == ("tls", True)
    assert handler.taken == []


def test_a_server_without_starttls_gets_neither_password_nor_letter(post, sender):
    server, mail = post(offer_tls=False, login=False)
    told, trouble = sender(mail).send([letter("wang")])
    assert (trouble.step, trouble.lasting) == ("tls", True)
    assert statuses(told) == ["pending"]
    assert server.taken == []


def test_a_wrong_password_ends_it_and_everything_waits(post, sender):
    server, mail = post()
    office = sender(mail, "wrong")
    told, trouble = office.send([letter(name) for name in NAMES])
    assert (trouble.step, trouble.lasting) == ("login", True)
    assert trouble.reply.startswith("535")
    assert statuses(told) == ["pending"] * 3
    office.password = PASSWORD
    told, _ = office.send([letter(name) for name in NAMES])
    assert statuses(told) == ["sent"] * 3
    assert len(server.taken) == 3


def test_nobody_listens(sender):

    office = sender(settings(free_port()))
    told, trouble = office.send([letter("wang")])
    assert (trouble.step, trouble.lasting) == ("connect", False)
    assert statuses(told) == ["pending"]
    assert office.waited == [0.0, 3.0, 15.0]


# step | kind | times | what the first run makes of three letters | how many are taken after it
FAULTS = """
connect | 554     | 9 | pending pending pending | 0
connect | 421     | 1 | sent sent sent          | 3
connect | drop    | 1 | sent sent sent          | 3
connect | drop    | 9 | pending pending pending | 0
ehlo    | 550     | 1 | pending pending pending | 0
ehlo    | drop    | 1 | sent sent sent          | 3
ehlo    | silence | 1 | sent sent sent          | 3
auth    | 454     | 1 | sent sent sent          | 3
auth    | 454     | 9 | pending pending pending | 0
auth    | drop    | 1 | sent sent sent          | 3
mail    | 451     | 1 | sent sent sent          | 3
mail    | 451     | 9 | pending pending pending | 0
mail    | 550     | 1 | failed sent sent        | 2
mail    | drop    | 1 | sent sent sent          | 3
mail    | silence | 1 | sent sent sent          | 3
mail    | garbage | 1 | sent sent sent          | 3
rcpt    | 450     | 1 | sent sent sent          | 3
rcpt    | 450     | 9 | pending pending pending | 0
rcpt    | 550     | 1 | failed sent sent        | 2
rcpt    | drop    | 1 | sent sent sent          | 3
rcpt    | silence | 1 | sent sent sent          | 3
data    | 451     | 1 | sent sent sent          | 3
data    | 451     | 9 | pending pending pending | 0
data    | 554     | 1 | failed sent sent        | 2
data    | 421     | 1 | sent sent sent          | 3
data    | drop    | 1 | unknown sent sent       | 2
data    | silence | 1 | unknown sent sent       | 2
data    | garbage | 1 | unknown sent sent       | 2
taken   | drop    | 1 | unknown sent sent       | 3
taken   | silence | 1 | unknown sent sent       | 3
taken   | garbage | 1 | unknown sent sent       | 3
"""


def _lines():
    return [[cell.strip() for cell in line.split("|")] for line in FAULTS.strip().splitlines()]


@pytest.mark.parametrize("line", _lines(), ids=" ".join)
def test_wherever_the_server_fails_nothing_is_lost_and_nothing_arrives_twice(post, sender, line):
    step, kind, times, first, taken = line
    server, mail = post((step, kind, int(times)))
    office, letters = sender(mail), [letter(name) for name in NAMES]
    told, _ = office.send(letters)
    assert statuses(told) == first.split()
    assert len(server.taken) == int(taken)
    server.fault = ("", "", 0)  # the server is well again; the command is called once more
    again, trouble = office.send(letters)
    assert trouble is None
    # what was in doubt stays in doubt, everything else has gone
    assert statuses(again) == ["unknown" if word == "unknown" else "sent" for word in first.split()]
    assert len(set(server.ids)) == len(server.ids)
    known = {one.delivery.recipient for one in again if one.status == "unknown"}
    arrived = {rcpt for rcpts, _ in server.taken for rcpt in rcpts}
    assert known | arrived == {f"{name}@corp.example" for name in NAMES}


def test_a_refused_recipient_is_told_in_the_servers_words_and_the_others_get_theirs(post, sender):
    server, mail = post(("rcpt", "550", 1))
    told, _ = sender(mail).send([letter(name) for name in NAMES])
    assert told[0].reply == "550 not now"
    assert [rcpt for rcpt, _ in server.taken] == [["zhao@corp.example"], ["sun@corp.example"]]


def test_a_server_that_drips_is_cut_off(sender):
    """A byte every 0.1 s is never silence for 0.2 s; the letter's own time ends it."""

    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def drip():
        while not stop.is_set():
            try:
                line, _ = listener.accept()
            except OSError:
                return
            try:
                while not stop.is_set():
                    line.sendall(b"2")
                    time.sleep(0.1)
            except OSError:
                line.close()

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    began = time.monotonic()
    told, trouble = sender(settings(listener.getsockname()[1])).send([letter("wang")], pauses=())
    stop.set()
    listener.close()
    assert (trouble.step, trouble.lasting) == ("connect", False)
    assert statuses(told) == ["pending"]
    assert time.monotonic() - began < 10


def test_the_same_letter_has_the_same_message_id_on_every_try(post, sender):
    server, mail = post(("rcpt", "450", 1))
    office = sender(mail)
    office.send([letter("wang")], pauses=())
    office.send([letter("wang")])
    other, _ = post()
    assert server.ids == [server.taken[0][1]["Message-ID"]]
    assert server.ids[0].endswith("@corp.example>")
    assert other.ids == []
    assert USER in server.taken[0][1]["From"]


def test_when_the_ledger_cannot_note_it_the_letter_does_not_go(post, sender, monkeypatch):
    """The server has all of the letter but the last dot, without which it may not take it."""

    def full(*_):
        raise WriteFailedError(Text("满", "full"))

    server, mail = post()
    office = sender(mail)
    with monkeypatch.context() as patched:
        patched.setattr(sending, "announce", full)
        with pytest.raises(WriteFailedError):
            office.send([letter("wang")])
    assert server.taken == []
    told, _ = office.send([letter("wang")])
    assert statuses(told) == ["sent"]
