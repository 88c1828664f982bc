"""The table [mail] of `followup.toml`: how letters leave the house, and whom they may reach."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Literal

from pipeline.errors import SettingsError
from schemas.addresses import one_address
from schemas.texts import Text

Security = Literal["starttls", "tls"]
PORTS: Final[Mapping[Security, int]] = {"starttls": 587, "tls": 465}
_LAST_PORT: Final = 65_535


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How letters are sent.

    host, port: the outgoing server · security: starttls (port 587) or tls from the first byte (port 465); nothing is ever
    sent without · sender: the address they come from · sender_name: shown beside it · user: login name, "" = no login ·
    allowed_domains: domains that letters may go to, in lower case · attach_workbook: put the team's rows beside as a
    workbook · subject_prefix: words before every subject. The password is no setting.
    """

    host: str
    port: int
    security: Security
    sender: str
    sender_name: str
    user: str
    allowed_domains: tuple[str, ...]
    attach_workbook: bool = False
    subject_prefix: str = ""

    def allows(self, address: str) -> bool:
        """Tell whether letters may go to an address: its domain is listed; subdomains are domains of their own."""
        return address.rpartition("@")[2].casefold() in self.allowed_domains


_KEYS: Final = ({item.name for item in fields(MailSettings)} - {"sender", "sender_name"}) | {"from"}


def read_mail_settings(values: Mapping[str, Any], file: str) -> MailSettings:
    """Read the table [mail].

    Takes:   the parsed table; the file's name for messages.
    Raises:  SettingsError naming file and key.
    """
    for name in values:
        if name not in _KEYS:
            raise _wrong(file, name, "、".join(sorted(_KEYS)))
    security = values.get("security", "starttls")
    if security not in PORTS:
        raise _wrong(file, "security", '"starttls" / "tls"')
    port = values.get("port", PORTS[security])
    if not isinstance(port, int) or isinstance(port, bool) or not 0 < port <= _LAST_PORT:
        raise _wrong(file, "port", f"{PORTS['starttls']} / {PORTS['tls']}")
    host = _line(values, file, "host", '"smtp.example.com"')
    name, sender = _sender(values, file)
    attach = values.get("attach_workbook", False)
    if not isinstance(attach, bool):
        raise _wrong(file, "attach_workbook", "true / false")
    return MailSettings(
        host,
        port,
        security,
        sender,
        name,
        _line(values, file, "user", '"name@example.com"', sender),
        _domains(values, file),
        attach,
        _line(values, file, "subject_prefix", '"…"', ""),
    )


def _sender(values: Mapping[str, Any], file: str) -> tuple[str, str]:
    shown = '"followup@example.com" / "客户跟进 <followup@example.com>"'
    text = _line(values, file, "from", shown)
    name, bracket, address = text.rpartition("<")
    if bracket and not address.endswith(">"):
        raise _wrong(file, "from", shown)
    found = one_address(address.removesuffix(">"))
    if found is None:
        raise _wrong(file, "from", shown)
    return name.strip().strip('"').strip(), found


def _domains(values: Mapping[str, Any], file: str) -> tuple[str, ...]:
    shown = '["example.com"]'
    domains = values.get("allowed_domains")
    if (
        not isinstance(domains, list)
        or not domains
        or not all(isinstance(one, str) for one in domains)
    ):
        raise _wrong(file, "allowed_domains", shown)
    found = [one_address(f"a@{domain.strip().removeprefix('@')}") for domain in domains]
    if None in found:
        raise _wrong(file, "allowed_domains", shown)
    return tuple(address.rpartition("@")[2].casefold() for address in found if address)


def _line(
    values: Mapping[str, Any], file: str, key: str, shown: str, default: str | None = None
) -> str:
    """Give one line of text; without a default it must be there."""
    value = values.get(key, default)
    if (
        not isinstance(value, str)
        or not value.isprintable()
        or (default is None and not value.strip())
    ):
        raise _wrong(file, key, shown)
    return value.strip()


def _wrong(file: str, key: str, allowed: str) -> SettingsError:
    return SettingsError(
        Text(
            f"{file}: 设置项 mail.{key} 不对或没有写。可以写：{allowed}",
            f"{file}: the setting mail.{key} is wrong or missing. Allowed: {allowed}",
        )
    )
