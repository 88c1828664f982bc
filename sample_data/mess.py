"""What people decided by hand, and what went wrong while typing: planted in known cells, listed in the README."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from story import Customer, Touch
from tables import Formula, Odd, Rich, Table
from words import Note

from schemas.texts import Lang, Text

Kind = Literal["error", "warning", "reads"]
D = dt.date


@dataclass(frozen=True, slots=True)
class Planted:
    """One planted cell: error = the row cannot be used, warning = somebody should look, reads = odd but readable."""

    kind: Kind
    sheet: str
    row: int
    column: str
    shown: str
    what: Text

    @property
    def cell(self) -> str:
        """Give the address as people write it."""
        return f"{self.sheet}!{self.column}{self.row}"


class Planter:
    """Changes single cells of finished tables and remembers which."""

    def __init__(self, tables: dict[str, Table], lang: Lang) -> None:
        """Take the tables by key; their rows are changed."""
        self.tables, self.lang = tables, lang
        self.planted: list[Planted] = []
        self._used: set[int] = set()

    def decide(self) -> None:
        """Fill in what sellers and managers decided: manual tiers, own cadences, snoozes, agreed days, rest."""
        zh = self.lang == "zh"
        yes = "是" if zh else "yes"
        reason = (
            ("老板点名重点跟", "换了采购,先按重点走")
            if zh
            else ("the owner wants this one", "new buyer, treat as key")
        )
        lapsed = D(2026, 10, 31) if zh else D(2026, 11, 20)
        self._set(
            "D", manual_tier="A", manual_tier_reason=reason[0], manual_tier_until=D(2026, 12, 31)
        )
        self._set("C", manual_tier="A", manual_tier_reason=reason[1], manual_tier_until=lapsed)
        cadences = (
            ("5个月", "5个月", "4个月", "2周", "6周", 45)
            if zh
            else ("5 months", "5 months", "4 months", "2 weeks", "6 weeks", 45)
        )
        for plan, cadence in zip(("E", "E", "E", "C", "C", "D"), cadences, strict=True):
            self._set(plan, own_cadence=cadence)
        for plan, day in (
            ("D", D(2026, 12, 15)),
            ("C", D(2026, 12, 1)),
            ("E", D(2027, 3, 1)),
            ("D", D(2026, 11, 25)),
            ("once", D(2026, 11, 30)),
            ("D", D(2026, 9, 1)),
        ):
            self._set(plan, snooze_until=day)
        for plan, day in (
            ("C", D(2026, 11, 26)),
            ("D", D(2026, 11, 23)),
            ("once", D(2026, 12, 3)),
            ("D", D(2026, 11, 12)),
            ("C", D(2027, 1, 11)),
        ):
            self._set(plan, agreed_date=day)
        for plan in ("E", "E", "D", "D"):
            self._set(plan, do_not_disturb=yes)
        for _ in range(2):
            self._silent_mails()

    def soil(self) -> None:
        """Plant the mess in all sheets."""
        self._soil_customers()
        self._soil_log()
        self._soil_trade()

    def _spare(self, plan: str) -> int:
        rows = self.tables["customers"].rows
        plain = (
            n for n, row in enumerate(rows) if row["_customer"].plan == plan and n not in self._used
        )
        index = next(n for n in plain if rows[n]["last_contact"] and n > 8)  # noqa: PLR2004 -- the first screen stays clean
        self._used.add(index)
        return index

    def _set(self, plan: str, **values: Any) -> None:
        self.tables["customers"].rows[self._spare(plan)].update(values)

    def _silent_mails(self) -> None:
        customer: Customer = self.tables["customers"].rows[self._spare("D")]["_customer"]
        last = customer.last_touch or D(2026, 9, 1)
        mail = (
            Note("邮件", "再问一次", "发了邮件,没有回音", "再试一次", 4)
            if self.lang == "zh"
            else Note("email", "Ask once more", "Mail sent, no answer", "Try again", 4)
        )
        customer.touches[:] = [
            Touch(last - dt.timedelta(14 * n), mail, reply=False) for n in range(6)
        ]

    def put(self, kind: Kind, sheet: str, index: int, key: str, value: Any, what: Text) -> None:  # noqa: PLR0913 -- one cell
        """Plant one value and note it down."""
        table = self.tables[sheet]
        table.rows[index][key] = value
        self.planted.append(
            Planted(kind, table.name, table.row(index), table.letter(key), _shown(value), what)
        )

    def _soil_customers(self) -> None:
        zh = self.lang == "zh"
        put, spare = self.put, self._spare
        bad_day = "2026年2月31日" if zh else "31/02/2026"
        put(
            "error",
            "customers",
            spare("D"),
            "last_contact",
            Odd(bad_day),
            Text("没有这一天", "no such day"),
        )
        unsure = "11月3日?" if zh else "Nov 3?"
        put(
            "error",
            "customers",
            spare("D"),
            "last_contact",
            Odd(unsure),
            Text("日期带问号", "a day with a question mark"),
        )
        odd = "超级潜力" if zh else "super"
        put(
            "error",
            "customers",
            spare("E"),
            "potential",
            odd,
            Text("潜力没有这个写法", "no such potential"),
        )
        lookup = Formula(f'=VLOOKUP("?",{self._prices()}!$A:$B,2,FALSE)', "#N/A")
        put(
            "error",
            "customers",
            spare("C"),
            "agreed_date",
            lookup,
            Text("错误值", "an error value"),
        )
        index = spare("E")
        seen = f"={self.tables['customers'].letter('last_contact')}{self.tables['customers'].row(index)}+200"
        put(
            "error",
            "customers",
            index,
            "snooze_until",
            Formula(seen, None),
            Text("公式没有算出的值", "a formula without a cached value"),
        )
        put(
            "error",
            "customers",
            self._unseen(),
            "customer_id",
            None,
            Text("没有客户编号", "no customer id"),
        )
        self._duplicate()
        too_long = "12个月" if zh else "12 months"
        put(
            "reads",
            "customers",
            spare("D"),
            "own_cadence",
            too_long,
            Text(
                "比公司规定的周期长,按公司的算",
                "longer than the company's cadence, which then counts",
            ),
        )
        put(
            "warning",
            "customers",
            spare("E"),
            "seller",
            "小刘" if zh else "Bob",
            Text("团队表里没有这个人", "not in the team sheet"),
        )
        put(
            "warning",
            "customers",
            spare("E"),
            "email",
            "purchase#nordvik.example",
            Text("不是邮箱地址", "not a mail address"),
        )
        put(
            "warning",
            "customers",
            spare("D"),
            "source",
            "熟客推荐" if zh else "friend of a friend",
            Text("来源没有这个写法", "no such source"),
        )
        put(
            "warning",
            "customers",
            spare("C"),
            "facts_confirmed",
            Odd("去年" if zh else "last year"),
            Text("不是日期", "not a date"),
        )
        index = self._ordering()
        put(
            "warning",
            "customers",
            index,
            "spend",
            Formula("=SUMIF(…)", None),
            Text("公式没有算出的值", "a formula without a cached value"),
        )
        self._soil_readable()

    def _soil_readable(self) -> None:
        put, spare, rows = self.put, self._spare, self.tables["customers"].rows
        spellings = {
            "zh": (
                "{0:%Y}年{0.month}月{0.day}日",
                "{0:%Y}.{0.month}.{0.day}",
                "{0:%Y}/{0.month}/{0.day}",
                "{0:%Y%m%d}",
            ),
            "en": ("{0:%Y/%m/%d}", "{0:%Y.%m.%d}", "{0:%Y%m%d}", "{0:%Y-%m-%d} "),
        }[self.lang]
        for spelling in spellings:
            index = spare("D")
            put(
                "reads",
                "customers",
                index,
                "last_contact",
                Odd(spelling.format(rows[index]["last_contact"])),
                Text("日期写成文字", "a day typed as text"),
            )
        index = spare("E")
        put(
            "reads",
            "customers",
            index,
            "last_contact",
            Odd(_wide(str(rows[index]["last_contact"]))),
            Text("全角日期", "full-width digits"),
        )
        index = spare("E")
        serial = (rows[index]["last_contact"] - D(1899, 12, 30)).days
        put(
            "reads",
            "customers",
            index,
            "last_contact",
            Odd(serial, "number"),
            Text("日期序列号,没有日期格式", "a serial number without a date format"),
        )
        for number in (13800001234, 13800004321):
            put(
                "reads",
                "customers",
                spare("E"),
                "phone",
                Odd(number, "number"),
                Text("电话存成数字", "a phone stored as a number"),
            )
        put(
            "reads",
            "customers",
            spare("D"),
            "phone",
            _wide("13800005678"),
            Text("全角电话", "full-width digits"),
        )
        put(
            "reads",
            "customers",
            spare("D"),
            "name",
            "Fjordhus Trading AS  ",
            Text("名称尾部有空格", "blanks at the end"),
        )
        nothing = ("无", "-", "不详") if self.lang == "zh" else ("n/a", "-", "none")
        for key, text in zip(("email", "phone", "introducer"), nothing, strict=True):
            put(
                "reads", "customers", spare("E"), key, text, Text("等于没有填", "the same as blank")
            )
        self._soil_birthdays()
        words = (
            ("要求", "年底前", "寄样")
            if self.lang == "zh"
            else ("wants the sample ", "before year end", ", no later")
        )
        put(
            "reads",
            "customers",
            spare("C"),
            "own:remark",
            Rich(*words),
            Text("富文本", "a text of several fonts"),
        )

    def _soil_birthdays(self) -> None:
        texts = ("8月16日", "农历八月十五") if self.lang == "zh" else ("16 Aug", "08-16")
        for text in texts:
            self.put(
                "reads",
                "customers",
                self._spare("D"),
                "birthday",
                Odd(text),
                Text("没有年份的生日", "a birthday without a year"),
            )

    def _unseen(self) -> int:
        rows = self.tables["customers"].rows
        return next(
            n
            for n, row in enumerate(rows)
            if row["_customer"].plan == "unsure" and not row["last_contact"]
        )

    def _ordering(self) -> int:
        rows = self.tables["customers"].rows
        return next(
            n
            for n, row in enumerate(rows)
            if row["_customer"].plan == "once" and n not in self._used
        )

    def _duplicate(self) -> None:
        """Type one customer a second time: nobody can tell which of the two rows the log means."""
        table = self.tables["customers"]
        first = self._spare("D")
        again = table.rows[first] | {"own:remark": None, "phone": None}
        table.rows.insert(len(table.rows) - 6, again)
        both = [n for n, row in enumerate(table.rows) if row["customer_id"] == again["customer_id"]]
        for index in both:
            self.put(
                "error",
                "customers",
                index,
                "customer_id",
                again["customer_id"],
                Text("编号重复", "the id stands twice"),
            )

    def _soil_log(self) -> None:
        rows, put, zh = self.tables["contacts"].rows, self.put, self.lang == "zh"
        put(
            "error",
            "contacts",
            1203,
            "customer_id",
            "KH9999" if zh else "C-9999",
            Text("客户表里没有这个编号", "no such customer"),
        )
        put(
            "error",
            "contacts",
            len(rows) - 3,
            "date",
            D(2027, 1, 8),
            Text("日期在将来", "a day in the future"),
        )
        put(
            "reads",
            "contacts",
            640,
            "customer_id",
            f"{rows[640]['customer_id']} ",
            Text("编号尾部有空格", "a blank after the id"),
        )
        spelling = "{0:%Y}年{0.month}月{0.day}日" if zh else "{0:%Y/%m/%d}"
        for index in (300, 901):
            put(
                "reads",
                "contacts",
                index,
                "date",
                Odd(spelling.format(rows[index]["date"])),
                Text("日期写成文字", "a day typed as text"),
            )
        serial = (rows[777]["date"] - D(1899, 12, 30)).days
        put(
            "reads",
            "contacts",
            777,
            "date",
            Odd(serial, "number"),
            Text("日期序列号,没有日期格式", "a serial number without a date format"),
        )
        put(
            "warning",
            "contacts",
            1100,
            "method",
            "飞鸽" if zh else "pigeon",
            Text("方式没有这个写法", "no such method"),
        )

    def _soil_trade(self) -> None:
        orders, samples = self.tables["orders"].rows, self.tables["samples"].rows
        self.put(
            "error",
            "orders",
            len(orders) - 40,
            "amount",
            -3200,
            Text("金额是负数", "a negative amount"),
        )
        closed = next(n for n, row in enumerate(samples) if row["outcome"] in ("战败", "lost"))
        early = samples[closed]["confirmed"] - dt.timedelta(5)
        self.put(
            "error",
            "samples",
            closed,
            "received",
            early,
            Text("签收早于确认", "received before it was confirmed"),
        )

    def _prices(self) -> str:
        return "价格表" if self.lang == "zh" else "Prices"


def _shown(value: Any) -> str:
    if isinstance(value, Odd):
        return str(value.value)
    if isinstance(value, Formula):
        return value.text if value.value is None else str(value.value)
    if isinstance(value, Rich):
        return value.before + value.strong + value.after
    return "" if value is None else str(value)


def _wide(text: str) -> str:
    """Give the text in full-width signs, as a Chinese input method leaves them."""
    return "".join(chr(ord(sign) + 0xFEE0) for sign in text)
