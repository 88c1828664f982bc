import os

import pytest
from mail_server import PASSWORD, Handler, start, write_certificates
from post_office import sender_at, settings

os.environ["FOLLOWUP_LANG"] = "zh"  # before the commands are imported: their texts are made once


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificates")
    write_certificates(folder)
    return folder


@pytest.fixture(autouse=True)
def _trusted(certificates, monkeypatch):
    """Let this process trust the test CA, as a company does with its own."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates / "ca.pem"))


@pytest.fixture
def post(certificates):
    """Start servers that fail where they are told to; all are stopped at the end."""
    running = []

    def begin(fault=("", "", 0), **how):
        handler = Handler(fault)
        server = start(certificates, handler, **how)
        running.append(server)
        return handler, settings(
            server.port, how.get("security", "starttls"), login=how.get("login", True)
        )

    yield begin
    for server in running:
        server.stop()


@pytest.fixture
def sender(tmp_path):
    return lambda mail, password=PASSWORD: sender_at(tmp_path / "ledger.sqlite", mail, password)
