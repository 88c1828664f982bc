"""The chat groups to write to: addresses that are secrets, from the environment or the system's keyring alone."""

import hashlib
import importlib.util
import logging
import os
import re
from dataclasses import dataclass, field
from typing import Any, Final

from pipeline.errors import SettingsError
from schemas.texts import Text

VARIABLE: Final = "FOLLOWUP_CHAT_URLS"
SERVICE: Final = "followup-chat"
_USER: Final = "urls"
_NO_LIBRARY: Final = Text(
    "发群消息要用 apprise：请运行 pip install apprise",
    "Chat messages need apprise: run pip install apprise",
)
_NONE: Final = Text(
    "还没有设置群机器人：请把机器人的 Webhook 地址放进环境变量 {variable}（多个用空格分开），或安装 keyring 后运行 "
    "keyring set {service} urls。企业微信、钉钉、飞书的地址可以直接用，其他见 apprise 的写法。不设置也可以用 --preview 看内容",
    "No chat group is set up: put the robots' webhook addresses into the environment variable {variable}, separated by "
    "blanks, or install keyring and run `keyring set {service} urls`. Addresses of WeCom, DingTalk and Feishu work as "
    "they are, others as apprise writes them. Without it, --preview shows the message",
)
_WRONG: Final = Text(
    "{variable} 里第 {number} 个地址看不懂（地址是机密，这里不显示）。请照机器人设置页重新复制",
    "Address number {number} in {variable} cannot be used (it is a secret and not shown here). Copy it again from the "
    "robot's settings",
)
# The addresses as the robots' own settings show them, and how apprise writes the same.
_NATIVE: Final = (
    (re.compile(r"https://oapi\.dingtalk\.com/robot/send\?access_token=(\w+)"), "dingtalk://{}/"),
    (re.compile(r"https://open\.feishu\.cn/open-apis/bot/v2/hook/([\w-]+)/?"), "feishu://{}"),
    (re.compile(r"https://open\.larksuite\.com/open-apis/bot/v2/hook/([\w-]+)/?"), "lark://{}"),
)
_NAMES: Final = {"wecombot": "企业微信", "dingtalk": "钉钉", "feishu": "飞书", "lark": "Lark"}


@dataclass(frozen=True, slots=True)
class Room:
    """One chat group. label: kind and a few digits of the address's digest, which tell it from others and no secret."""

    label: str
    plugin: Any = field(repr=False)


def chat_rooms() -> list[Room]:
    """Give the groups that the user has set up.

    Raises: SettingsError where there is none, one cannot be understood, or apprise is not installed. No message, log or
            error ever holds an address.
    """
    addresses = (os.environ.get(VARIABLE) or _from_keyring() or "").replace(",", " ").split()
    if not addresses:
        raise SettingsError(_NONE.fill(variable=VARIABLE, service=SERVICE))
    return [
        _room(number, address) for number, address in enumerate(dict.fromkeys(addresses), start=1)
    ]


def _room(number: int, address: str) -> Room:
    if importlib.util.find_spec("apprise") is None:
        raise SettingsError(_NO_LIBRARY)
    import apprise  # noqa: PLC0415 -- an extra, and slow to load

    logging.getLogger("apprise").disabled = True  # its messages hold addresses
    plugin = apprise.Apprise.instantiate(_apprise_address(address))
    if plugin is None:
        raise SettingsError(_WRONG.fill(variable=VARIABLE, number=number))
    kind = (
        plugin.secure_protocol
        if isinstance(plugin.secure_protocol, str)
        else str(plugin.service_name)
    )
    return Room(
        f"{_NAMES.get(kind, kind)} #{hashlib.sha256(address.encode()).hexdigest()[:6]}", plugin
    )


def _apprise_address(address: str) -> str:
    for pattern, ours in _NATIVE:
        if found := pattern.fullmatch(address):
            return ours.format(found[1])
    return address


def _from_keyring() -> str | None:
    if importlib.util.find_spec("keyring") is None:
        return None
    import keyring  # noqa: PLC0415 -- an extra
    from keyring.errors import KeyringError  # noqa: PLC0415 -- as above

    try:
        return keyring.get_password(SERVICE, _USER)
    except KeyringError:
        return None
