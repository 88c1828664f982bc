"""Letters, settings and a sender as the command makes them, waiting without sleeping."""

import datetime as dt

from mail_server import PASSWORD, USER

from pipeline.delivery.messages import Mail
from pipeline.delivery.sending import Clock, Letter, send_letters
from pipeline.delivery.smtp import Mailer, Patience
from pipeline.ledger.deliveries import settle_broken
from pipeline.ledger.ledger import open_ledger
from pipeline.settings.mail import MailSettings
from schemas.deliveries import Delivery

BOOK = "客户跟进.xlsx"
MONDAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def settings(port, security="starttls", *, login=True):
    return MailSettings(
        "localhost",
        port,
        security,
        USER,
        "客户跟进",
        USER if login else "",
        ("corp.example",),
        attach_workbook=False,
    )


def letter(name, address=None):
    address = address or f"{name}@corp.example"
    mail = Mail(
        USER,
        "客户跟进",
        address,
        name,
        f"周报 {name}",
        f"<p>{name} 你好</p>",
        f"{name} 你好\n.\n..",
        "zh",
    )
    return Letter(Delivery(BOOK, "mail", MONDAY, address, name), mail)


class Office:
    """One sender with its ledger, as the command makes it, waiting without sleeping."""

    def __init__(self, path, mail, password=PASSWORD):
        self.path, self.mail, self.password, self.waited = path, mail, password, []

    def send(self, letters, pauses=(3.0, 15.0)):
        patience = Patience(silence=0.2, letter=2.0)  # loopback answers at once
        password = self.password if self.mail.user else None
        with open_ledger(self.path) as ledger:
            settle_broken(ledger, BOOK, NOW)
            clock = Clock(lambda: NOW, self.waited.append)
            return send_letters(
                letters, Mailer(self.mail, password, patience), ledger, clock, pauses
            )


def sender_at(path, mail, password=PASSWORD):
    return Office(path, mail, password)
