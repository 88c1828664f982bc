"""Sending over SMTP: always encrypted, the server's certificate always checked, every step with an end.

smtplib's own `sendmail` cannot tell a connection that broke before the last byte of a letter from one that broke behind
it. Only behind it may the server have taken the letter, so the steps are made one by one here.
"""

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

from pipeline.settings.mail import MailSettings
from schemas.deliveries import Status

_READY: Final = 220
_POSITIVE: Final = range(200, 300)
_TRANSIENT: Final = range(400, 500)
_PERMANENT: Final = range(500, 600)
_ACCEPTED: Final = (250, 251)
_GO_AHEAD: Final = 354
_GOODBYE: Final = 421
_CLEAN: Final = re.compile(r"[^\x20-\x7e\u00a0-\uffff]+")
_DOTS: Final = re.compile(rb"(?m)^\.")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server is waited for, in seconds.

    silence: until the next byte · letter: for one whole letter, or for connecting and logging in, however it drips.
    """

    silence: float = 30.0
    letter: float = 120.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one letter, with the server's own words."""

    status: Status
    reply: str


class ServerUnusableError(Exception):
    """The server cannot be used for any letter now. lasting: trying again without a change is of no use."""

    def __init__(self, step: str, reply: str, *, lasting: bool) -> None:
        """Take the step (connect, tls, login), what was said, and whether it will last."""
        super().__init__(f"{step}: {reply}")
        self.step = step
        self.reply = reply
        self.lasting = lasting


class Mailer:
    """One connection to the outgoing server, opened when first needed and again after it broke."""

    def __init__(self, settings: MailSettings, password: str | None, patience: Patience) -> None:
        """Take where to send; nothing is opened yet. password: None = no login."""
        self._settings = settings
        self._password = password
        self._patience = patience
        self._server: smtplib.SMTP | None = None
        self._line: socket.socket | None = None

    def send(
        self, sender: str, recipient: str, message: bytes, leaving: Callable[[], None]
    ) -> Outcome:
        """Send one message to one recipient.

        Takes:   leaving: called before the last byte goes out, without which nothing counts; if it raises, nothing has gone.
        Returns: sent, pending (try later), failed (never), or unknown (broken off behind the last byte).
        Raises:  ServerUnusableError; this letter has not gone.
        """
        server = self._ready()
        gone = False
        try:
            with self._deadline():
                refused = self._envelope(server, sender, recipient)
                if refused is not None:
                    return refused
                code, reply = server.docmd("DATA")
                if code != _GO_AHEAD:
                    return self._refused(server, code, reply)
                server.send(_DOTS.sub(b"..", message))
                # Without the last dot the server may not take the letter, so this is the latest moment for the note.
                leaving()
                gone = True
                server.send(b".\r\n")
                code, reply = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Outcome("unknown" if gone else "pending", _said(error))
        except BaseException:
            self._drop()  # in the middle of a letter, a goodbye would be a line of it
            raise
        if code in _POSITIVE:
            return Outcome("sent", _words(code, reply))
        # What is neither yes nor no may have been a yes.
        unclear = code not in _TRANSIENT and code not in _PERMANENT
        found = self._refused(server, code, reply)
        return Outcome("unknown", found.reply) if unclear else found

    def close(self) -> None:
        """Say goodbye if the server still listens, and let go of the connection."""
        if self._server is not None:
            with suppress(OSError, smtplib.SMTPException), self._deadline(self._patience.silence):
                self._server.quit()
        self._drop()

    def _envelope(self, server: smtplib.SMTP, sender: str, recipient: str) -> Outcome | None:
        """Name sender and recipient; give the refusal if there is one."""
        code, reply = server.mail(sender)
        if code == _ACCEPTED[0]:
            code, reply = server.rcpt(recipient)
        return None if code in _ACCEPTED else self._refused(server, code, reply)

    def _refused(self, server: smtplib.SMTP, code: int, reply: bytes) -> Outcome:
        """Read a refusal, and leave the connection fit for the next letter."""
        if code in {_GOODBYE, -1}:
            self._drop()
        else:
            try:
                server.rset()
            except (OSError, smtplib.SMTPException):
                self._drop()
        return Outcome("failed" if code in _PERMANENT else "pending", _words(code, reply))

    def _drop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()
        self._let_go()

    def _ready(self) -> smtplib.SMTP:
        if self._server is None:
            self._server = self._connected()
        return self._server

    def _connected(self) -> smtplib.SMTP:
        step = "connect"
        settings = self._settings
        # Without a context of one's own, smtplib takes any certificate.
        context = ssl.create_default_context()
        try:
            server = self._opened(context)
        except (OSError, smtplib.SMTPException) as error:
            raise _unusable("tls" if isinstance(error, ssl.SSLError) else step, error) from error
        try:
            with self._deadline():
                server.ehlo_or_helo_if_needed()
                if settings.security == "starttls":
                    step = "tls"
                    server.starttls(context=context)
                    server.ehlo()
                if self._password is not None:
                    step = "login"
                    server.login(settings.user, self._password)
        except (OSError, smtplib.SMTPException) as error:
            server.close()
            raise _unusable("tls" if isinstance(error, ssl.SSLError) else step, error) from error
        return server

    def _opened(self, context: ssl.SSLContext) -> smtplib.SMTP:
        """Open the connection and read the greeting; the server's name must be in its certificate."""
        host, silence = self._settings.host, self._patience.silence
        # Its own name in the greeting is nobody's business, and looking it up can take long.
        server = smtplib.SMTP(local_hostname="[127.0.0.1]", timeout=silence)
        line = socket.create_connection((host, self._settings.port), silence)
        server._host, server.sock = host, line  # type: ignore[attr-defined]  # noqa: SLF001 -- the name that starttls checks
        self._let_go()
        self._line = line.dup()
        try:
            with self._deadline():
                if self._settings.security == "tls":
                    server.sock = context.wrap_socket(line, server_hostname=host)
                code, reply = server.getreply()
        except BaseException:
            server.close()
            raise
        if code != _READY:
            server.close()
            raise smtplib.SMTPConnectError(code, reply)
        return server

    @contextmanager
    def _deadline(self, seconds: float | None = None) -> Iterator[None]:
        """Cut the line when the time is over: a server that drips a byte now and then is never silent."""
        timer = threading.Timer(self._patience.letter if seconds is None else seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _cut(self) -> None:
        """End the connection for every copy of its socket, also while another thread shakes hands over it."""
        if self._line is not None:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)

    def _let_go(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()


def _unusable(step: str, error: OSError | smtplib.SMTPException) -> ServerUnusableError:
    """Tell what will last (a certificate, a wrong password, no STARTTLS) from what may pass (no line, 4xx)."""
    lasting = isinstance(error, (ssl.SSLCertVerificationError, smtplib.SMTPNotSupportedError))
    if isinstance(error, smtplib.SMTPResponseException):
        lasting = error.smtp_code in _PERMANENT
    return ServerUnusableError(step, _said(error), lasting=lasting)


def _said(error: OSError | smtplib.SMTPException) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return _words(error.smtp_code, said if isinstance(said, bytes) else said.encode())
    return _clean(str(error)) or type(error).__name__


def _words(code: int, reply: bytes) -> str:
    return _clean(f"{code} {reply.decode('utf-8', 'replace')}")


def _clean(text: str) -> str:
    return _CLEAN.sub(" ", text)[:200].strip()
