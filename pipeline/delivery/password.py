"""The password of the outgoing server: from the environment or the system's keyring, never from a file or an argument."""

import importlib.util
import os
from typing import Final

from pipeline.errors import SettingsError
from pipeline.settings.mail import MailSettings
from schemas.texts import Text

VARIABLE: Final = "FOLLOWUP_SMTP_PASSWORD"
_MISSING: Final = Text(
    "发信需要密码：请设置环境变量 {variable}，或安装 keyring 后运行 keyring set {service} {user}；服务器不要求登录时，"
    '在 followup.toml 的 [mail] 里写 user = ""',
    "Sending needs a password: set the environment variable {variable}, or install keyring and run `keyring set {service} "
    '{user}`; where the server asks for no login, write user = "" under [mail] in followup.toml',
)
_ODD: Final = Text(
    "发信密码里有英文字母、数字和符号以外的字符，邮件服务器收不到。请换用邮箱的授权码",
    "The password has other characters than ASCII, which cannot be sent to a mail server. Use an app password",
)


def smtp_password(mail: MailSettings) -> str | None:
    """Find the password for the user in the settings.

    Returns: None where there is no login.
    Raises:  SettingsError where there is no password, or one that SMTP cannot carry.
    """
    if not mail.user:
        return None
    service = f"followup:{mail.host}"
    found = os.environ.get(VARIABLE) or _from_keyring(service, mail.user)
    if not found:
        raise SettingsError(_MISSING.fill(variable=VARIABLE, service=service, user=mail.user))
    if not (found.isascii() and found.isprintable()):
        raise SettingsError(_ODD)
    return found


def _from_keyring(service: str, user: str) -> str | None:
    if importlib.util.find_spec("keyring") is None:
        return None
    import keyring  # noqa: PLC0415 -- an extra
    from keyring.errors import KeyringError  # noqa: PLC0415 -- as above

    try:
        return keyring.get_password(service, user)
    except KeyringError:
        return None
