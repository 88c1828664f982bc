"""What people read about letters: who has one, who has none and why, and what to do about it."""

from typing import Final

import click

from pipeline.delivery.sending import Told
from pipeline.jobs.mail import Mailed
from schemas.deliveries import Status
from schemas.texts import Lang, Text

"""Exit code: some deliveries failed; running again sends only those."""

_STATUSES: Final[dict[Status, Text]] = {
    "pending": Text("还没发出", "not sent"),
    "sending": Text("正在发", "being sent"),
    "sent": Text("已发出", "sent"),
    "failed": Text("被拒收", "refused"),
    "unknown": Text("是否送达不明", "in doubt"),
}
_EARLIER: Final = Text("之前已发出，不再发", "sent earlier, not again")
_WOULD: Final = Text("会发出", "would be sent")
_STEPS: Final = {
    "connect": Text("连不上发信服务器", "The server cannot be reached"),
    "tls": Text(
        "发信服务器的加密或证书有问题，没有发送",
        "The server's encryption or certificate is wrong; nothing was sent",
    ),
    "login": Text("发信服务器不让登录", "The server refuses the login"),
}
_LATER: Final = Text(
    "再运行一次 followup mail，只发这些", "Run followup mail again: it sends only these"
)
_DOUBT: Final = Text(
    "请问一下对方：收到了就运行 followup mail … --arrived 邮箱，没收到就 --again 邮箱",
    "Ask the recipient: if it came, run followup mail … --arrived ADDRESS, if not, --again ADDRESS",
)
_FILE: Final = Text("信：{path}", "Letter: {path}")
_NOTHING: Final = Text("没有发信。", "Nothing was sent.")


def print_mailed(mailed: Mailed) -> None:
    """Print what became of each letter, and what to do next."""
    lang = mailed.lang
    for one in mailed.told:
        click.echo(f"  {one.delivery.about} <{one.delivery.recipient}>  {_state(one, mailed)}")
    for refused in mailed.refused:
        click.echo(
            f"  {refused.manager}  {_STATUSES['pending'].pick(lang)}: {refused.why.pick(lang)}"
        )
    for path in mailed.files:
        click.echo(_FILE.fill(path=path).pick(lang))
    for note in mailed.notes:
        click.echo(Text("注意：", "Note: ").pick(lang) + note.pick(lang))
    if mailed.trouble is not None:
        click.echo(f"{_STEPS[mailed.trouble.step].pick(lang)}: {mailed.trouble.reply}", err=True)
    if mailed.dry:
        click.echo(_NOTHING.pick(lang))
        return
    statuses = {one.status for one in mailed.told}
    if "unknown" in statuses:
        click.echo(_DOUBT.pick(lang))
    if statuses & {"pending", "failed"}:
        click.echo(_LATER.pick(lang))


def _state(one: Told, mailed: Mailed) -> str:
    lang: Lang = mailed.lang
    if one.status == "sent" and one.earlier:
        return _EARLIER.pick(lang)
    if mailed.dry and one.status in {"pending", "failed"}:
        return _WOULD.pick(lang)
    reply = f" ({one.reply})" if one.reply and one.status != "sent" else ""
    return _STATUSES[one.status].pick(lang) + reply
