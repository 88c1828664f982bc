"""One message to one chat group, and what can be known of its end.

The robots of 企业微信, 钉钉 and 飞书 answer 200 even where they refuse: the answer says so inside. Their messages are
posted here and the answer is read; all other services are left to apprise, which only says whether all went well.
"""

import base64
import hashlib
import hmac
import json
import re
import time
from collections.abc import Mapping
from typing import Any, Final

from pipeline.delivery.chat_rooms import Room
from schemas.deliveries import Status

CONNECT_SECONDS: Final = 10.0
ANSWER_SECONDS: Final = 20.0
_OK: Final = 200
_LATER: Final = frozenset({429, 503})
_SERVER_ERROR: Final = 500
# "Too often" as the robots say it: 企业微信 45009, 钉钉 130101, 飞书 11232.
_TOO_OFTEN: Final = frozenset({45009, 130101, 11232})
_CODES: Final = ("errcode", "code", "StatusCode")
_WORDS: Final = ("errmsg", "msg", "StatusMessage")
_LONGEST_ANSWER: Final = 65_536
_LONGEST_WORDS: Final = 120
_SECRET: Final = re.compile(r"[\w-]{16,}")


def post(room: Room, text: str) -> tuple[Status, str]:
    """Send a text to a group, once.

    Returns: sent; pending: it has not gone and may go later; failed: refused; unknown: it may have arrived. And the
             other side's words, without anything that could be a secret.
    Raises:  nothing that the network or the other side can cause.
    """
    request = _request(room.plugin, text)
    if request is None:
        return _through_apprise(room, text)
    return _posted(*request)


def _posted(
    address: str, payload: Mapping[str, Any], parameters: Mapping[str, str]
) -> tuple[Status, str]:
    import requests  # noqa: PLC0415 -- comes with an extra
    from urllib3.exceptions import MaxRetryError  # noqa: PLC0415 -- as above

    try:
        with requests.post(
            address,
            json=payload,
            params=parameters,
            timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
            allow_redirects=False,
            stream=True,
        ) as answer:
            return _read(answer.status_code, next(answer.iter_content(_LONGEST_ANSWER), b""))
    except requests.ConnectionError as error:
        # requests wraps what happened before the connection stood in MaxRetryError; after that nobody can tell.
        early = bool(error.args) and isinstance(error.args[0], MaxRetryError)
        return ("pending" if early else "unknown"), type(error).__name__
    except (requests.RequestException, OSError) as error:
        return "unknown", type(error).__name__


def _request(plugin: Any, text: str) -> tuple[str, Mapping[str, Any], Mapping[str, str]] | None:
    """Give address, body and parameters for the robots known here; None for any other service."""
    kind = plugin.secure_protocol
    if kind == "wecombot":
        return plugin.api_url, {"msgtype": "text", "text": {"content": text}}, {}
    if kind == "dingtalk":
        address = plugin.notify_url.format(token=plugin.token)
        return address, {"msgtype": "text", "text": {"content": text}}, _signed(plugin.secret)
    if kind == "feishu":
        address = plugin.notify_url.format(token=plugin.token).rstrip("/")
        return address, {"msg_type": "text", "content": {"text": text}}, {}
    if kind == "lark":
        return plugin.webhook_url, {"msg_type": "text", "content": {"text": text}}, {}
    return None


def _signed(secret: str | None) -> Mapping[str, str]:
    """Give the parameters of 钉钉's signed robots (加签): the time in milliseconds, signed with the secret."""
    if not secret:
        return {}
    stamp = str(round(time.time() * 1000))
    digest = hmac.digest(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256)
    return {"timestamp": stamp, "sign": base64.b64encode(digest).decode()}


def _read(status: int, body: bytes) -> tuple[Status, str]:
    if status in _LATER:
        return "pending", f"HTTP {status}"
    if status >= _SERVER_ERROR:
        return "unknown", f"HTTP {status}"
    if status != _OK:
        return "failed", f"HTTP {status}"
    answer = _json(body)
    code = next((answer[key] for key in _CODES if isinstance(answer.get(key), int)), None)
    if code is None:
        return "unknown", "HTTP 200"
    words = next((answer[key] for key in _WORDS if isinstance(answer.get(key), str)), "")
    reply = f"{code} {_SECRET.sub('…', ' '.join(words.split()))[:_LONGEST_WORDS]}".strip()
    return "sent" if code == 0 else "pending" if code in _TOO_OFTEN else "failed", reply


def _json(body: bytes) -> Mapping[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _through_apprise(room: Room, text: str) -> tuple[Status, str]:
    """Send by apprise. Its no does not tell a refusal from an answer that was lost, so it leaves the matter in doubt."""
    return (
        ("sent", "")
        if room.plugin.notify(body=text, title="", body_format="text")
        else ("unknown", "apprise")
    )
