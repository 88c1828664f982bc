"""A mail server on loopback that keeps what it takes, and fails where it is told to."""

import datetime as dt
import email
import socket
import ssl
import time
from dataclasses import dataclass, field
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "followup@corp.example", "s3cret, word"


def write_certificates(folder, host="localhost"):
    """Write ca.pem, and server.pem (key and certificate for one host) that the CA has signed."""
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test CA")])
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = dt.datetime.now(dt.UTC)

    def builder(subject, public):
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(ca_name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=30))
        )

    authority = x509.BasicConstraints(ca=True, path_length=None)
    ca = (
        builder(ca_name, ca_key.public_key())
        .add_extension(authority, critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    names = x509.SubjectAlternativeName([x509.DNSName(host)])
    server = (
        builder(name, key.public_key())
        .add_extension(names, critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "ca.pem").write_bytes(ca.public_bytes(pem))
    (folder / "server.pem").write_bytes(private + server.public_bytes(pem))


@dataclass
class Handler:
    """Takes letters and remembers them; `fault` = (step, kind, how many times) makes it fail.

    steps: connect, ehlo, auth, mail, rcpt, data, taken (the letter is kept, the answer is lost) · kinds: a code such as
    451 or 550, drop, silence, garbage.
    """

    fault: tuple = ("", "", 0)
    taken: list = field(default_factory=list)
    hits: int = 0
    sessions: int = 0

    def failing(self, step, server):
        """Give the answer of a failing step, None where it does not fail."""
        where, kind, times = self.fault
        if where != step or self.hits >= times:
            return None
        self.hits += 1
        if kind == "drop":
            server.transport.abort()
            return "421 gone"
        if kind == "silence":
            time.sleep(0.6)  # the whole server sleeps: the client gives up after 0.2 s
            return "421 too late"
        return "ksdjf" if kind == "garbage" else f"{kind} not now"

    async def handle_EHLO(self, server, session, _envelope, hostname, responses):  # noqa: N802 -- aiosmtpd's name
        session.host_name = hostname
        answer = self.failing("ehlo", server)
        return [answer] if answer else responses

    async def handle_MAIL(self, server, _session, envelope, address, _options):  # noqa: N802 -- as above
        envelope.mail_from = address
        return self.failing("mail", server) or "250 ok"

    async def handle_RCPT(self, server, _session, envelope, address, _options):  # noqa: N802 -- as above
        answer = self.failing("rcpt", server)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 ok"

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802 -- as above
        answer = self.failing("data", server)
        if answer:
            return answer
        self.taken.append(
            (envelope.rcpt_tos, email.message_from_bytes(envelope.content, policy=default))
        )
        return self.failing("taken", server) or "250 kept"

    @property
    def ids(self):
        return [message["Message-ID"] for _, message in self.taken]


class _Server(SMTP):
    def connection_made(self, transport):
        handler = self.event_handler
        first = transport.get_extra_info("sslcontext") is None or self._tls_protocol is None
        handler.sessions += first
        if first and handler.fault[0] == "connect" and handler.hits < handler.fault[2]:
            handler.hits += 1
            if handler.fault[1] != "drop":
                transport.write(f"{handler.fault[1]} go away\r\n".encode())
            transport.close()
            return
        super().connection_made(transport)


class _Controller(Controller):
    def factory(self):
        return _Server(self.handler, **self.SMTP_kwargs)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(folder, handler, *, security="starttls", login=True, offer_tls=True):
    """Start a server with the certificate of the folder; give its controller, whose port is open when this returns."""

    def check(server, _session, _envelope, _mechanism, data):
        answer = handler.failing("auth", server)
        if answer:
            return AuthResult(success=False, handled=False, message=answer)
        known = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(
            success=known, handled=False, message=None if known else "535 5.7.8 wrong password"
        )

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    kwargs = {"authenticator": check, "auth_required": login} if login else {}
    if security == "tls":
        kwargs |= {
            "auth_require_tls": False
        }  # aiosmtpd does not count TLS from the first byte as TLS
    elif offer_tls:
        kwargs |= {"tls_context": context, "require_starttls": True}
    server = _Controller(
        handler,
        hostname="localhost",
        port=free_port(),
        ssl_context=context if security == "tls" else None,
        **kwargs,
    )
    server.start()
    handler.sessions = 0  # the controller has tried the port itself
    return server
