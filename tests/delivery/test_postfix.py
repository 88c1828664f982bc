"""Letters through a real mail server, Debian's postfix, on a loopback port and with files of its own."""

import os
import shutil
import subprocess
import time

import pytest
from mail_server import free_port
from post_office import letter, settings

POSTFIX = shutil.which("postfix")
pytestmark = pytest.mark.skipif(
    POSTFIX is None or os.geteuid() != 0, reason="postfix is not installed, or we are not root"
)
NAMES = ("wang", "zhao", "nobody", "sun")


@pytest.fixture
def postfix(tmp_path, certificates):
    """Run a postfix that refuses nobody@ and keeps all else in its queue."""
    port, etc, queue, data = free_port(), tmp_path / "etc", tmp_path / "queue", tmp_path / "data"
    for folder in (etc, queue, data):
        folder.mkdir()
    for folder in (*reversed(tmp_path.parents[:3]), tmp_path):
        folder.chmod(0o755)  # its processes run under another user
    shutil.chown(data, "postfix")
    shutil.copy(certificates / "server.pem", etc / "server.pem")
    (etc / "main.cf").write_text(
        f"compatibility_level = 3.6\nqueue_directory = {queue}\ndata_directory = {data}\nmaillog_file = {tmp_path}/log\n"
        f"maillog_file_prefixes = {tmp_path}\nalias_maps =\ninet_interfaces = loopback-only\nmydestination =\nmynetworks = 127.0.0.0/8 [::1]/128\n"
        f"myhostname = localhost\nsmtpd_tls_security_level = encrypt\nsmtpd_tls_chain_files = {etc}/server.pem\n"
        "defer_transports = smtp\nsmtpd_recipient_restrictions = check_recipient_access inline:{nobody@corp.example=REJECT}, "
        "permit_mynetworks, reject\n"
    )
    master = etc / "master.cf"
    shutil.copy("/etc/postfix/master.cf", master)
    lines = master.read_text().splitlines()
    lines = [line for line in lines if not line.startswith("smtp      inet")]
    master.write_text("\n".join([f"127.0.0.1:{port} inet n - n - - smtpd", *lines]) + "\n")
    subprocess.run([POSTFIX, "-c", etc, "start"], check=True, capture_output=True)
    yield port, etc
    subprocess.run([POSTFIX, "-c", etc, "stop"], check=False, capture_output=True)


def _queued(etc):
    listed = subprocess.run(
        ["postqueue", "-c", etc, "-p"], check=True, capture_output=True, text=True
    ).stdout
    lines = [line.split() for line in listed.splitlines()]
    return sorted(
        parts[0] for parts in lines if len(parts) == 1 and "@" in parts[0]
    )  # the others name the sender


def test_postfix_takes_each_letter_once_and_the_refused_one_is_told(postfix, sender):
    port, etc = postfix
    office, letters = sender(settings(port, login=False)), [letter(name) for name in NAMES]
    told, trouble = office.send(letters, pauses=())
    assert trouble is None
    assert [one.status for one in told] == ["sent", "sent", "failed", "sent"]
    assert told[2].reply.startswith("554 5.7.1")
    assert "queued as" in told[0].reply
    again, _ = office.send(letters, pauses=())
    assert [(one.status, one.earlier) for one in again] == [
        ("sent", True),
        ("sent", True),
        ("failed", False),
        ("sent", True),
    ]
    time.sleep(0.5)
    assert _queued(etc) == ["sun@corp.example", "wang@corp.example", "zhao@corp.example"]
