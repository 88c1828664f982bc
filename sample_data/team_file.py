"""The tables of each team's workbook: which columns it keeps, how it calls them, and the formulas it lives with."""

from earlier import earlier_run
from mess import Planted, Planter
from tables import RATES, Clerk, Formula, Table, columns

from schemas.texts import Lang

NAMES: dict[Lang, dict[str, str]] = {
    "zh": {
        "customers": "客户",
        "contacts": "跟进记录",
        "orders": "订单",
        "samples": "样单",
        "team": "团队",
    },
    "en": {
        "customers": "Customers",
        "contacts": "Log",
        "orders": "Orders",
        "samples": "Samples",
        "team": "Team",
    },
}
TITLES: dict[Lang, dict[str, tuple[str, str]]] = {
    "zh": {
        "customers": (
            "海辰厨具 · 客户跟进管理表",
            "每周五下班前把本周跟进写进「跟进记录」;潜力由业务员判断,主管每季度复核一次。",
        ),
        "contacts": ("跟进记录(一次一行,不要合并单元格)", ""),
    },
    "en": {
        "customers": (
            "BrightPan · Customer follow-up",
            "Log every touch by Friday evening. Potential is judged by the owner.",
        )
    },
}
HEADER_ROWS: dict[Lang, dict[str, int]] = {
    "zh": {"customers": 3, "contacts": 2},
    "en": {"customers": 3},
}

COLUMNS: dict[Lang, dict[str, str]] = {
    "zh": {
        "customers": """
            customer_id || 11
            name | 公司名称 | 30
            contact_person || 17
            seller | 业务员 | 9
            shop | 小组 | 11
            country || 10
            city || 11
            industry || 11
            source | 客户来源 | 10
            introducer || 14
            phone | 手机 | 19
            email | 电子邮箱 | 32
            wechat | 微信号 | 15 | text | 1
            labels || 17
            intent || 9 | centre
            potential || 9 | centre
            last_contact | 上次\\n跟进 | 15 | date
            manual_tier || 9 | centre
            manual_tier_reason || 20
            manual_tier_until || 13 | iso
            own_cadence || 11 | centre
            snooze_until || 13 | iso
            agreed_date || 13 | iso
            do_not_disturb || 8 | centre
            convenient_time || 13
            status || 8 | centre
            birthday || 15 | date | 1
            birthday_calendar || 7 | centre | 1
            facts_confirmed || 13 | iso
            spend | 累计消费(元) | 15 | money
            own:orders | 订单数 | 8 | integer
            gender || 7 | centre | 1
            age || 11 | text | 1
            address || 20 | text | 1
            work || 22 | text | 1
            character || 16 | text | 1
            preferences || 11 | text | 1
            promotion_attitude || 20 | text | 1
            own:old_id | 旧系统编号 | 12 | text | hidden
            own:remark | 备注 | 26
        """,
        "contacts": """
            date || 16 | date
            customer_id || 11
            own:name | 客户名称 | 28
            seller | 业务员 | 9
            method || 9 | centre
            met || 9 | centre
            place || 11
            goal || 24
            content || 58
            next_strategy || 26
            minutes | 用时(分钟) | 10 | integer
            reply || 9 | centre
        """,
        "orders": """
            date | 下单日期 | 13 | iso
            customer_id || 11
            own:seller | 业务员 | 9
            item || 30
            own:pieces | 数量 | 9 | integer
            amount | 订单金额 | 14 | money
            currency || 7 | centre
            own:cny | 折合人民币 | 15 | money
            payment_due || 13 | iso
            payment_date || 13 | iso
            amount_paid || 14 | money
        """,
        "samples": """
            customer_id || 11
            own:name | 客户名称 | 30
            own:item | 样品 | 30
            confirmed || 14 | chinese
            shipped || 14 | chinese
            received || 14 | chinese
            closed || 14 | chinese
            outcome || 9 | centre
            own:courier | 快递单号 | 18
        """,
        "team": """
            seller | 业务员 | 11
            team || 13
            manager || 10
            email || 26
            manager_email || 24
            country || 9
            daily_minutes || 10 | integer
            days_off || 16
            own:extension | 分机 | 8 | integer
        """,
    },
    "en": {
        "customers": """
            customer_id | Customer No | 13
            name | Company | 31
            contact_person || 18
            seller | Owner | 15
            shop || 19
            country || 18
            city || 16
            industry || 19
            source | Lead Source | 13
            introducer | Referred By | 16
            phone | Mobile | 19
            email | Email | 32
            labels || 18
            potential || 11 | centre
            last_contact || 13 | date
            manual_tier || 11 | centre
            manual_tier_reason || 24
            manual_tier_until || 16 | date
            own_cadence || 13 | centre
            snooze_until || 13 | date
            agreed_date || 13 | date
            do_not_disturb || 13 | centre
            status || 10 | centre
            birthday || 13 | date | 1
            facts_confirmed || 15 | date
            spend | Spend (CNY) | 15 | money
            own:orders | No. of orders | 12 | integer
            gender || 10 | centre | 1
            age || 17 | text | 1
            address || 18 | text | 1
            work || 24 | text | 1
            character || 22 | text | 1
            preferences || 14 | text | 1
            promotion_attitude || 22 | text | 1
            own:old_id | Old system no | 14 | text | hidden
            tier || 8 | program
            tier_reason || 30 | program
            next_due || 13 | program_date
            due_reason || 34 | program
            completeness || 14 | program_number
            own:remark | Remarks | 30
        """,
        "contacts": """
            date || 13 | date
            customer_id | Customer No | 13
            own:name | Company | 30
            seller | By | 15
            method || 10 | centre
            met || 8 | centre
            place || 14
            goal || 24
            content || 66
            next_strategy | Next Step | 28
            minutes || 10 | integer
            reply | Replied | 9 | centre
        """,
        "orders": """
            date | Order Date | 13 | date
            customer_id | Customer No | 13
            own:seller | Owner | 15
            item || 32
            own:pieces | Pieces | 9 | integer
            amount || 14 | money
            currency || 10 | centre
            own:cny | In CNY | 15 | money
            payment_due || 13 | date
            payment_date || 13 | date
            amount_paid || 14 | money
        """,
        "samples": """
            customer_id | Customer No | 13
            own:name | Company | 30
            own:item | Sample | 30
            confirmed | Sample Date | 13 | date
            shipped || 13 | date
            received | Delivered | 13 | date
            closed || 13 | date
            outcome || 11 | centre
            own:courier | Tracking | 18
        """,
        "team": """
            seller || 17
            team || 19
            manager || 15
            email || 26
            manager_email || 26
            country || 12
            daily_minutes || 14 | integer
            days_off || 20
            own:extension | Extension | 11 | integer
        """,
    },
}


def team_tables(lang: Lang, seed: int) -> tuple[dict[str, Table], list[Planted]]:
    """Give the five tables with their mess planted and all formulas worked out, and the list of the mess."""
    clerk = Clerk(lang, seed)
    tables = {key: _empty(lang, key) for key in NAMES[lang]}
    planter = Planter(tables, lang)
    customers = tables["customers"].rows = clerk.customer_rows()
    planter.decide()
    tables["contacts"].rows = clerk.contact_rows(customers)
    tables["orders"].rows = clerk.order_rows(customers)
    tables["samples"].rows = clerk.sample_rows(customers)
    tables["team"].rows = clerk.team_rows()
    if lang == "en":
        earlier_run(customers)
    planter.soil()
    _work_out(tables, lang)
    return tables, planter.planted


def _empty(lang: Lang, key: str) -> Table:
    title, remark = TITLES[lang].get(key, ("", ""))
    header_row = HEADER_ROWS[lang].get(key, 1)
    return Table(
        key,
        NAMES[lang][key],
        header_row,
        columns(lang, key, COLUMNS[lang][key]),
        title=title,
        remark=remark,
    )


def _work_out(tables: dict[str, Table], lang: Lang) -> None:
    """Put in the team's formulas with the values that Excel would have kept."""
    customers, contacts, orders = (tables[key] for key in ("customers", "contacts", "orders"))
    usd, eur = ("汇率_美元", "汇率_欧元") if lang == "zh" else ("rate_usd", "rate_eur")
    spent: dict[str, list[float]] = {}
    for index, row in enumerate(orders.rows):
        amount, currency = (
            f"{orders.letter(key)}{orders.row(index)}" for key in ("amount", "currency")
        )
        value = round(row["amount"] * RATES[row["currency"] or "CNY"], 2)
        row["own:cny"] = Formula(
            f'=ROUND({amount}*IF({currency}="USD",{usd},IF({currency}="EUR",{eur},1)),2)', value
        )
        spent.setdefault(row["customer_id"], []).append(value)
    names = {row["customer_id"]: row["name"] for row in customers.rows}
    for index, row in enumerate(customers.rows):
        _customer_formulas(tables, index, spent.get(row["customer_id"], []), lang)
    for index, row in enumerate(contacts.rows):
        sought = f"{contacts.letter('customer_id')}{contacts.row(index)}"
        row["own:name"] = Formula(
            f'=IFERROR(VLOOKUP({sought},{customers.name}!$A:$B,2,FALSE),"")',
            names.get(row["customer_id"], ""),
        )


def _customer_formulas(
    tables: dict[str, Table], index: int, spent: list[float], lang: Lang
) -> None:
    customers, orders = tables["customers"], tables["orders"]
    row, own = customers.rows[index], f"$A{customers.row(index)}"
    if (
        lang == "en"
    ):  # the English one is an Excel table: its column formula speaks of the column, not of the cell
        own = "CustomerList[[#This Row],[Customer No]]"
    row["own:orders"] = Formula(f"=COUNTIF({orders.area('customer_id')},{own})", len(spent))
    total = f"=SUMIF({orders.area('customer_id')},{own},{orders.area('own:cny')})"
    planted = row.get("spend")
    row["spend"] = Formula(total, None if isinstance(planted, Formula) else round(sum(spent), 2))
