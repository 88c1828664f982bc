"""The five sheets of a follow-up workbook as plain tables: columns as the team named them, rows as the team typed them."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import words
from markets import (
    DOMESTIC_CITIES,
    DOMESTIC_GIVEN,
    DOMESTIC_STEMS,
    DOMESTIC_SURNAMES,
    DOMESTIC_TRADES,
    MARKETS,
)
from story import AS_OF, Customer, Dice, Storyteller

from schemas.columns import SHEETS
from schemas.texts import Lang

RATES = {"USD": 7.1, "EUR": 8.2, "CNY": 1.0}
CURRENCY = {"DE": "EUR", "PL": "EUR", "CN": "CNY"}
DOMESTIC = "CN"


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula and the value that Excel last worked out; None = the file holds no value."""

    text: str
    value: str | float | None


@dataclass(frozen=True, slots=True)
class Odd:
    """A value that does not have the look of its column: text where a date belongs, a number without a format."""

    value: Any
    look: str = "text"


@dataclass(frozen=True, slots=True)
class Rich:
    """A text of which one part is red and bold."""

    before: str
    strong: str
    after: str


@dataclass(frozen=True, slots=True)
class Col:
    """One column: key of its declaration, or own:NAME where it is the team's own; header as the team typed it."""

    key: str
    header: str
    width: float
    look: str = "text"
    level: int = 0
    hidden: bool = False


@dataclass(slots=True)
class Table:
    """One sheet: where its header stands, its columns, its rows by column key."""

    key: str
    name: str
    header_row: int
    columns: list[Col]
    rows: list[dict[str, Any]] = field(default_factory=list)
    title: str = ""
    remark: str = ""

    def letter(self, key: str) -> str:
        """Give the letters of a column."""
        number = next(n for n, column in enumerate(self.columns, start=1) if column.key == key)
        high, low = divmod(number - 1, 26)
        return (chr(64 + high) if high else "") + chr(65 + low)

    def area(self, key: str) -> str:
        """Give a whole column as it is written in formulas of other sheets."""
        return f"{self.name}!${self.letter(key)}:${self.letter(key)}"

    def row(self, index: int) -> int:
        """Give the Excel row of a row of the table."""
        return self.header_row + 1 + index

    @property
    def last_row(self) -> int:
        """Give the Excel row of the last row with content."""
        return self.header_row + len(self.rows)


def columns(lang: Lang, sheet: str, lines: str) -> list[Col]:
    """Read `key | header | width | look | level or hidden` lines; no header = the canonical one."""
    found = []
    for line in lines.strip().splitlines():
        key, header, width, look, extra = (*(part.strip() for part in line.split("|")), "", "", "")[
            :5
        ]
        header = header.replace("\\n", "\n") or SHEETS[sheet][key].header(lang)
        level = int(extra) if extra.isdigit() else 0
        found.append(Col(key, header, float(width), look or "text", level, extra == "hidden"))
    return found


class Clerk:
    """Types what happened into tables, as one team would."""

    def __init__(self, lang: Lang, seed: int) -> None:
        """Take the language and the seed of chance."""
        self.lang, self.dice = lang, Dice(seed)
        self.story = Storyteller(lang, seed + 1)
        self.customers = self.story.customers()
        self.taken: set[str] = set()
        self.drawn: Counter[str] = Counter()

    def customer_rows(self) -> list[dict[str, Any]]:
        """Give the rows of the customer sheet; `_customer` keeps the story for later steps."""
        rows = []
        for number, customer in enumerate(self.customers, start=1):
            market = self._market()
            row = self._identity(market) | self._judgement(customer) | self._profile(customer)
            row["customer_id"] = f"KH{number:04d}" if self.lang == "zh" else f"C-{1000 + number}"
            row["own:old_id"] = f"ERP{20000 + number * 7}"
            row |= {"_customer": customer, "_market": market}
            rows.append(row)
        return rows

    def contact_rows(self, customers: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Give the contact log, oldest first."""
        rows = [
            self._contact(row, touch) for row in customers for touch in row["_customer"].touches
        ]
        return sorted(rows, key=lambda row: (row["date"], row["customer_id"]))

    def order_rows(self, customers: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Give the orders, oldest first."""
        rows = [self._order(row, order) for row in customers for order in row["_customer"].orders]
        return sorted(rows, key=lambda row: (row["date"], row["customer_id"]))

    def sample_rows(self, customers: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Give the sample orders, oldest first."""
        rows = [
            self._sample(row, sample) for row in customers for sample in row["_customer"].samples
        ]
        return sorted(rows, key=lambda row: (row["confirmed"], row["customer_id"]))

    def team_rows(self) -> list[dict[str, Any]]:
        """Give the sellers."""
        return [
            {
                "seller": seller.name,
                "team": seller.team,
                "manager": seller.manager,
                "email": seller.email,
                "manager_email": seller.manager_email,
                "country": seller.country,
                "daily_minutes": seller.minutes,
                "days_off": seller.days_off,
                "own:extension": 8001 + number,
            }
            for number, seller in enumerate(words.SELLERS[self.lang])
        ]

    def _market(self) -> str:
        open_markets = [
            [market for market in seller.markets if self._has_room(market)]
            for seller in words.SELLERS[self.lang]
        ]
        return self.dice.pick(self.dice.pick([markets for markets in open_markets if markets]))

    def _has_room(self, market: str) -> bool:
        """Tell whether there are names left: drawing the last ones by chance would take for ever."""
        place = MARKETS.get(market)
        return place is None or self.drawn[market] < 0.9 * len(place.stems) * len(place.trades)

    def _identity(self, market: str) -> dict[str, Any]:
        seller = self.story.seller_of(market)
        found = self._domestic() if market == DOMESTIC else self._foreign(market)
        source = self.dice.pick(words.SOURCES[self.lang])
        referred = source in ("转介绍", "referral")
        return found | {
            "seller": seller.name,
            "shop": seller.team,
            "industry": self.dice.pick(words.INDUSTRIES[self.lang]),
            "source": source,
            "introducer": self._person(self.dice.pick(("DE", "US", "JP"))) if referred else None,
        }

    def _foreign(self, market: str) -> dict[str, Any]:
        place = MARKETS[market]
        name, mail = self._company(market)
        person = self._person(market)
        first = person.split()[0].lower()
        city = self.dice.pick(place.cities)
        return {
            "name": name,
            "contact_person": person,
            "country": place.zh if self.lang == "zh" else place.en,
            "city": city[0] if self.lang == "zh" else city[1],
            "phone": "".join(
                str(self.dice.between(0, 9)) if sign == "#" else sign for sign in place.dial
            ),
            "email": f"{_ascii(first)}@{mail}.example" if self.dice.chance(0.92) else None,
            "wechat": f"{_ascii(first)}_{self.dice.between(10, 99)}"
            if self.dice.chance(0.3)
            else None,
        }

    def _company(self, market: str) -> tuple[str, str]:
        place = MARKETS[market]
        while True:
            stem, trade = self.dice.pick(place.stems), self.dice.pick(place.trades)
            name = f"{stem} {trade} {place.suffix}"
            if name not in self.taken:
                self.taken.add(name)
                self.drawn[market] += 1
                return name, _ascii(f"{stem}-{trade}".lower().replace(" ", "-"))

    def _domestic(self) -> dict[str, Any]:
        while True:
            stem, trade = self.dice.pick(DOMESTIC_STEMS), self.dice.pick(DOMESTIC_TRADES)
            city = self.dice.pick(DOMESTIC_CITIES)
            name = f"{city}{stem}{trade}有限公司"
            if name not in self.taken:
                break
        self.taken.add(name)
        tail = self.dice.between(1000, 9999)
        return {
            "name": name,
            "contact_person": self.dice.pick(DOMESTIC_SURNAMES) + self.dice.pick(DOMESTIC_GIVEN),
            "country": "中国",
            "city": city,
            "phone": f"1380000{tail}",
            "email": f"caigou{tail}@maoyi.example" if self.dice.chance(0.6) else None,
            "wechat": f"wx1380000{tail}",
        }

    def _person(self, market: str) -> str:
        return f"{self.dice.pick(MARKETS[market].first)} {self.dice.pick(MARKETS[market].last)}"

    def _judgement(self, customer: Customer) -> dict[str, Any]:
        spelled = words.POTENTIALS[self.lang]
        judged = {"B": "C", "once": "C", "brisk": "C", "seasonal": "C", "fresh": "C", "asleep": "E"}
        group = judged.get(customer.plan, customer.plan)
        statuses = {"zh": ("归档", "归档", "暂停"), "en": ("archived", "archived", "paused")}[
            self.lang
        ]
        normal = ("正常", "跟进中", None) if self.lang == "zh" else ("active", "open", None)
        labels = words.LABELS[self.lang]
        joined = "、" if self.lang == "zh" else ", "
        last = customer.last_touch
        return {
            "potential": self.dice.pick(spelled[group]) if group in spelled else None,
            "status": self.dice.pick(statuses)
            if customer.plan == "asleep"
            else self.dice.pick((*normal[:1] * 3, *normal)),
            "labels": joined.join(
                sorted({self.dice.pick(labels) for _ in range(self.dice.between(0, 2))})
            )
            or None,
            "intent": self.dice.pick(("H", "A", "B"))
            if group == "C" and self.dice.chance(0.7)
            else None,
            "last_contact": last,
            "facts_confirmed": last if last and self.dice.chance(0.45) else None,
            "convenient_time": self.dice.pick(("15:00–17:00", "9:00–11:00", None, None, None)),
        }

    def _profile(self, customer: Customer) -> dict[str, Any]:
        share = {"D": 0.3, "E": 0.08, "asleep": 0.1, "unsure": 0.05}.get(customer.plan, 0.65)
        found = {}
        for key, texts in words.PROFILE[self.lang].items():
            if self.dice.chance(share):
                empty = self.dice.chance(0.08)
                found[key] = self.dice.pick(words.NOTHING[self.lang] if empty else texts)
        if self.dice.chance(share / 2):
            found["birthday"] = dt.date(
                self.dice.between(1962, 1996), self.dice.between(1, 12), self.dice.between(1, 28)
            )
            found["birthday_calendar"] = "公" if self.lang == "zh" else "solar"
        if self.dice.chance(0.12):
            found["own:remark"] = self.dice.pick(words.REMARKS[self.lang])
        return found

    def _contact(self, customer: dict[str, Any], touch: Any) -> dict[str, Any]:
        item = self.dice.pick(words.ITEMS)
        blanks = {
            "item": item[1] if self.lang == "zh" else item[2],
            "qty": self.dice.between(5, 60) * 100,
            "who": customer["contact_person"].split()[0],
        }
        note, yes, no = touch.note, *(("是", "否") if self.lang == "zh" else ("yes", "no"))
        method, spelled = note.method, words.METHODS_SPELLED[self.lang]
        met = method in ("拜访", "visit")
        return {
            "date": touch.date,
            "customer_id": customer["customer_id"],
            "seller": customer["seller"],
            "method": spelled.get(method, method) if self.dice.chance(0.1) else method,
            "met": yes if met else None,
            "place": customer["city"] if met else None,
            "goal": note.goal.format(**blanks),
            "content": note.content.format(**blanks),
            "next_strategy": note.following if self.dice.chance(0.8) else None,
            "minutes": max(note.minutes + self.dice.between(-2, 3), 1),
            "reply": None if touch.reply is None else yes if touch.reply else no,
        }

    def _order(self, customer: dict[str, Any], order: Any) -> dict[str, Any]:
        code, zh, en, price, _carton = order.item
        currency = CURRENCY.get(customer["_market"], "USD")
        amount = round(order.pieces * price * RATES["USD"] / RATES[currency], 2)
        due = order.date + dt.timedelta(45)
        paid = due + dt.timedelta(self.dice.pick((-3, 0, 0, 2, 9, 21)))
        is_paid = paid < AS_OF - dt.timedelta(3)
        return {
            "date": order.date,
            "customer_id": customer["customer_id"],
            "own:seller": customer["seller"],
            "item": f"{code} {zh if self.lang == 'zh' else en}",
            "own:pieces": order.pieces,
            "amount": amount,
            "currency": None if currency == "CNY" and self.dice.chance(0.5) else currency,
            "payment_due": due,
            "payment_date": paid if is_paid else None,
            "amount_paid": amount if is_paid else round(amount * 0.3, 2),
        }

    def _sample(self, customer: dict[str, Any], sample: Any) -> dict[str, Any]:
        spelled = (
            {"won": "成交", "lost": "战败"} if self.lang == "zh" else {"won": "won", "lost": "lost"}
        )
        waiting = "跟进中" if self.lang == "zh" else "open"
        item = self.dice.pick(words.ITEMS)
        return {
            "customer_id": customer["customer_id"],
            "own:name": customer["name"],
            "own:item": f"{item[0]} {item[1] if self.lang == 'zh' else item[2]}",
            "confirmed": sample.confirmed,
            "shipped": sample.shipped,
            "received": sample.received,
            "closed": sample.closed,
            "outcome": spelled.get(sample.outcome) or (waiting if self.dice.chance(0.5) else None),
            "own:courier": f"DHL {self.dice.between(10**9, 10**10 - 1)}"
            if sample.shipped
            else None,
        }


def _ascii(text: str) -> str:
    plain = str.maketrans("äöüåéèêãáâíîóôõúûçøł", "aouaeeeaaaiiooouucol")
    kept = (
        sign for sign in text.translate(plain) if sign.isascii() and (sign.isalnum() or sign == "-")
    )
    return "".join(kept) or "info"
