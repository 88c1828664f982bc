"""What must hold in each sheet: one Pandera schema a sheet, built from a list of named checks.

Each check knows its column, severity and texts, so that a failure becomes a finding with a cell and a mend.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import pandas as pd
import pandera.pandas as pa

from schemas.findings import Severity
from schemas.texts import Text

UNREADABLE: Final[Mapping[str, tuple[Text, Text]]] = MappingProxyType(
    {
        "not_a_date": (
            Text("不是有效日期", "is not a valid date"),
            Text(
                "请改为 2026-11-03 这样的日期，或留空",
                "Type a date such as 2026-11-03, or leave it blank",
            ),
        ),
        "no_year": (
            Text("日期没有年份", "is a date without a year"),
            Text("请补上年份，如 2026-11-03", "Add the year, such as 2026-11-03"),
        ),
        "ambiguous_date": (
            Text("分不清哪个是月、哪个是日", "could be two dates: day and month are not clear"),
            Text("请改为 2026-11-03 这样的写法", "Write it as 2026-11-03"),
        ),
        "not_a_number": (
            Text("不是数字", "is not a number"),
            Text("请改为数字，单位不要写在格子里", "Type a plain number, without a unit"),
        ),
        "not_yes_or_no": (
            Text("看不出是“是”还是“否”", "is neither yes nor no"),
            Text("请填 是 或 否，不知道就留空", "Type yes or no, or leave it blank"),
        ),
        "unknown_choice": (
            Text("不在可选值里", "is not one of the choices"),
            Text("请改为：{choices}", "Use one of: {choices}"),
        ),
        "not_a_period": (
            Text("看不懂这个周期", "is not a readable period"),
            Text("请填天数，或 5个月、2周 这样的写法", "Type days, or such as 5 months, 2 weeks"),
        ),
        "digits_lost": (
            Text(
                "号码被存成了科学计数，后几位已经丢失",
                "was saved as a rounded number: its last digits are lost",
            ),
            Text(
                "请把格式设为文本，重新录入完整号码",
                "Format the cell as text and type the whole number again",
            ),
        ),
        "error_cell": (
            Text("单元格是错误值", "is an error value"),
            Text("请修正公式，或改填数值", "Mend the formula, or type the value"),
        ),
        "no_cached_value": (
            Text("公式还没有算出结果", "is a formula without a saved result"),
            Text(
                "请用 Excel 或 WPS 打开并保存一次，再运行",
                "Open and save the file once in Excel or WPS, then run again",
            ),
        ),
    }
)
"""Why a cell could not be read: what is wrong, and how to mend it."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the checks need to know beyond their own sheet. Empty sets = not known, so not checked."""

    as_of: dt.date
    tiers: frozenset[str] = frozenset()
    customer_ids: frozenset[str] = frozenset()
    sellers: frozenset[str] = frozenset()
    newest_touch: Mapping[str, pd.Timestamp] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold: `holds` takes the sheet's typed frame and gives one True or False a row."""

    code: str
    key: str
    severity: Severity
    what: Text
    mend: Text
    holds: Callable[[pd.DataFrame, Context], pd.Series]
    needs: tuple[str, ...] = ()


def _filled(key: str) -> Callable[[pd.DataFrame, Context], pd.Series]:
    return lambda frame, _: frame[key].notna()


def _not_after_as_of(key: str) -> Callable[[pd.DataFrame, Context], pd.Series]:
    return lambda frame, context: ~(frame[key] > pd.Timestamp(context.as_of))


def _not_before(later: str, earlier: str) -> Callable[[pd.DataFrame, Context], pd.Series]:
    return lambda frame, _: ~(frame[later] < frame[earlier])


def _not_negative(key: str) -> Callable[[pd.DataFrame, Context], pd.Series]:
    return lambda frame, _: ~(frame[key] < 0)


def _known(key: str, among: str) -> Callable[[pd.DataFrame, Context], pd.Series]:
    def holds(frame: pd.DataFrame, context: Context) -> pd.Series:
        known: frozenset[str] = getattr(context, among)
        return (
            frame[key].isna() | frame[key].isin(known)
            if known
            else pd.Series(data=True, index=frame.index)
        )

    return holds


def _unique(key: str) -> Callable[[pd.DataFrame, Context], pd.Series]:
    return lambda frame, _: frame[key].isna() | ~frame[key].duplicated(keep=False)


def _tier_is_known(frame: pd.DataFrame, context: Context) -> pd.Series:
    return frame["manual_tier"].isna() | frame["manual_tier"].str.strip().str.upper().isin(
        context.tiers
    )


def _agrees_with_log(frame: pd.DataFrame, context: Context) -> pd.Series:
    newest = frame["customer_id"].map(context.newest_touch).astype("datetime64[s]")
    return ~(frame["last_contact"] > newest)


def _looks_like_mail(frame: pd.DataFrame, _: Context) -> pd.Series:
    return frame["email"].isna() | frame["email"].astype("str").str.contains(
        r"[^@\s]@[^@\s]+\.[^@\s]", regex=True, na=False
    )


def _enough_digits(frame: pd.DataFrame, _: Context) -> pd.Series:
    return frame["phone"].isna() | (frame["phone"].astype("str").str.count(r"\d") >= 7)  # noqa: PLR2004 -- shortest subscriber number in use


_LATE = Text("日期在基准日之后", "lies after the as-of date")
_LATE_MEND = Text(
    "跟进记录只能是已经发生的；约定请填“下次约定”",
    "A touch can only be in the past; put appointments into Agreed date",
)
_NO_ID = Text("没有客户编号", "has no customer id")
_NO_ID_MEND = Text("请补上唯一的客户编号", "Add the unique customer id")
_STRANGE_ID = Text("客户表里没有这个编号", "is no id in the customer sheet")
_STRANGE_ID_MEND = Text("请核对编号，或先在客户表中建档", "Check the id, or add the customer first")
_STRANGE_SELLER = Text("团队表里没有这个人", "is not in the team sheet")
_STRANGE_SELLER_MEND = Text(
    "请核对姓名，或在团队表中补上", "Check the name, or add the person to the team sheet"
)

CHECKS: Final[Mapping[str, Sequence[Check]]] = MappingProxyType(
    {
        "customers": (
            Check(
                "id_missing", "customer_id", "error", _NO_ID, _NO_ID_MEND, _filled("customer_id")
            ),
            Check(
                "id_twice",
                "customer_id",
                "error",
                Text(
                    "编号重复：这些行分不清谁是谁",
                    "is used more than once: the rows cannot be told apart",
                ),
                Text("请给每位客户唯一的编号", "Give each customer an id of its own"),
                _unique("customer_id"),
            ),
            Check(
                "name_missing",
                "name",
                "error",
                Text("没有客户名称", "has no customer name"),
                Text("请补上名称", "Add the name"),
                _filled("name"),
            ),
            Check(
                "contact_in_future",
                "last_contact",
                "error",
                _LATE,
                _LATE_MEND,
                _not_after_as_of("last_contact"),
            ),
            Check(
                "manual_tier_unknown",
                "manual_tier",
                "error",
                Text("不是本方法的等级", "is not a tier of this method"),
                Text("请改为 {tiers}，或留空", "Use one of {tiers}, or leave it blank"),
                _tier_is_known,
            ),
            Check(
                "manual_tier_without_reason",
                "manual_tier_reason",
                "hint",
                Text("手动指定了等级，但没写原因", "the tier was set by hand without a reason"),
                Text("请写明原因，别人才看得懂", "Write down why, so that others understand"),
                lambda f, _: f["manual_tier"].isna() | f["manual_tier_reason"].notna(),
                ("manual_tier",),
            ),
            Check(
                "seller_missing",
                "seller",
                "warning",
                Text("没有负责人", "has no seller"),
                Text("请指定由谁跟进", "Say who follows up"),
                _filled("seller"),
            ),
            Check(
                "seller_unknown",
                "seller",
                "warning",
                _STRANGE_SELLER,
                _STRANGE_SELLER_MEND,
                _known("seller", "sellers"),
            ),
            Check(
                "contact_newer_than_log",
                "last_contact",
                "hint",
                Text(
                    "比跟进记录里最近一次还晚；按这一天算",
                    "is later than the newest touch in the log; this day counts",
                ),
                Text("请把这次跟进补进跟进记录", "Add this touch to the contact log"),
                _agrees_with_log,
                ("customer_id",),
            ),
            Check(
                "email_odd",
                "email",
                "warning",
                Text("不像邮箱地址", "does not look like a mail address"),
                Text("请核对邮箱", "Check the address"),
                _looks_like_mail,
            ),
            Check(
                "phone_short",
                "phone",
                "warning",
                Text("号码位数不够", "has too few digits"),
                Text("请核对电话", "Check the number"),
                _enough_digits,
            ),
            Check(
                "spend_negative",
                "spend",
                "warning",
                Text("消费金额是负数", "is negative"),
                Text("请核对金额", "Check the amount"),
                _not_negative("spend"),
            ),
        ),
        "contacts": (
            Check(
                "date_missing",
                "date",
                "error",
                Text("没有日期", "has no date"),
                Text("请补上跟进日期", "Add the day of the touch"),
                _filled("date"),
            ),
            Check("touch_in_future", "date", "error", _LATE, _LATE_MEND, _not_after_as_of("date")),
            Check(
                "id_missing", "customer_id", "error", _NO_ID, _NO_ID_MEND, _filled("customer_id")
            ),
            Check(
                "customer_unknown",
                "customer_id",
                "error",
                _STRANGE_ID,
                _STRANGE_ID_MEND,
                _known("customer_id", "customer_ids"),
            ),
            Check(
                "seller_unknown",
                "seller",
                "warning",
                _STRANGE_SELLER,
                _STRANGE_SELLER_MEND,
                _known("seller", "sellers"),
            ),
            Check(
                "minutes_negative",
                "minutes",
                "warning",
                Text("分钟是负数", "is negative"),
                Text("请核对", "Check it"),
                _not_negative("minutes"),
            ),
        ),
        "orders": (
            Check(
                "date_missing",
                "date",
                "error",
                Text("没有下单日期", "has no order date"),
                Text("请补上日期", "Add the date"),
                _filled("date"),
            ),
            Check(
                "order_in_future",
                "date",
                "error",
                Text("下单日期在基准日之后", "the order lies after the as-of date"),
                Text("请核对日期", "Check the date"),
                _not_after_as_of("date"),
            ),
            Check(
                "id_missing", "customer_id", "error", _NO_ID, _NO_ID_MEND, _filled("customer_id")
            ),
            Check(
                "customer_unknown",
                "customer_id",
                "error",
                _STRANGE_ID,
                _STRANGE_ID_MEND,
                _known("customer_id", "customer_ids"),
            ),
            Check(
                "amount_negative",
                "amount",
                "error",
                Text("金额是负数", "is negative"),
                Text("退货请另行登记；这里填正数", "Log returns elsewhere; type a positive amount"),
                _not_negative("amount"),
            ),
            Check(
                "paid_negative",
                "amount_paid",
                "warning",
                Text("实收金额是负数", "is negative"),
                Text("请核对金额", "Check the amount"),
                _not_negative("amount_paid"),
            ),
        ),
        "samples": (
            Check(
                "id_missing", "customer_id", "error", _NO_ID, _NO_ID_MEND, _filled("customer_id")
            ),
            Check(
                "customer_unknown",
                "customer_id",
                "error",
                _STRANGE_ID,
                _STRANGE_ID_MEND,
                _known("customer_id", "customer_ids"),
            ),
            Check(
                "confirmed_missing",
                "confirmed",
                "error",
                Text("没有确认日期", "has no confirmation date"),
                Text("请补上样单确认日期", "Add the day the sample was confirmed"),
                _filled("confirmed"),
            ),
            Check(
                "confirmed_in_future",
                "confirmed",
                "error",
                Text("确认日期在基准日之后", "lies after the as-of date"),
                Text("请核对日期", "Check the date"),
                _not_after_as_of("confirmed"),
            ),
            Check(
                "received_in_future",
                "received",
                "error",
                Text("签收日期在基准日之后", "lies after the as-of date"),
                Text("请核对日期", "Check the date"),
                _not_after_as_of("received"),
            ),
            Check(
                "shipped_too_early",
                "shipped",
                "error",
                Text("寄出早于确认", "was shipped before it was confirmed"),
                Text("请核对两个日期", "Check both dates"),
                _not_before("shipped", "confirmed"),
                ("confirmed",),
            ),
            Check(
                "received_too_early",
                "received",
                "error",
                Text("签收早于确认", "was received before it was confirmed"),
                Text("请核对两个日期", "Check both dates"),
                _not_before("received", "confirmed"),
                ("confirmed",),
            ),
            Check(
                "received_before_shipped",
                "received",
                "error",
                Text("签收早于寄出", "was received before it was shipped"),
                Text("请核对两个日期", "Check both dates"),
                _not_before("received", "shipped"),
                ("shipped",),
            ),
            Check(
                "closed_too_early",
                "closed",
                "error",
                Text("结束早于确认", "was closed before it was confirmed"),
                Text("请核对两个日期", "Check both dates"),
                _not_before("closed", "confirmed"),
                ("confirmed",),
            ),
        ),
        "team": (
            Check(
                "seller_missing",
                "seller",
                "error",
                Text("没有姓名", "has no name"),
                Text("请补上负责人", "Add the seller's name"),
                _filled("seller"),
            ),
            Check(
                "seller_twice",
                "seller",
                "warning",
                Text(
                    "同一个人出现多次；以第一行为准",
                    "is there more than once; the first row counts",
                ),
                Text("请只留一行", "Keep one row"),
                lambda f, _: f["seller"].isna() | ~f["seller"].duplicated(),
            ),
            Check(
                "minutes_not_positive",
                "daily_minutes",
                "warning",
                Text("每日分钟应大于 0；按 480 计", "must be above 0; 480 is used"),
                Text("请填每天可用的分钟数", "Type the minutes of a day"),
                lambda f, _: ~(f["daily_minutes"] <= 0),
            ),
        ),
    }
)
"""The checks of each sheet. A check whose columns are not in the workbook does not apply."""


def sheet_schema(kind: str, frame: pd.DataFrame, context: Context) -> pa.DataFrameSchema:
    """Build the Pandera schema of one sheet for the columns that it has; unknown columns are the team's own."""
    columns: dict[str, list[pa.Check]] = {}
    for check in CHECKS.get(kind, ()):
        if {check.key, *check.needs} <= set(frame.columns):
            columns.setdefault(check.key, []).append(_pandera_check(check, frame, context))
    return pa.DataFrameSchema(
        {key: pa.Column(None, checks, nullable=True) for key, checks in columns.items()},
        strict=False,
        coerce=False,
    )


def _pandera_check(check: Check, frame: pd.DataFrame, context: Context) -> pa.Check:
    # A check may look at more than its own column, so it is given the whole frame, once.
    def column_holds(_: pd.Series) -> pd.Series:
        return check.holds(frame, context).fillna(value=True).astype(bool)

    return pa.Check(column_holds, name=check.code, error=check.code, ignore_na=False)


def failures(kind: str, frame: pd.DataFrame, context: Context) -> dict[Check, list[int]]:
    """Validate one sheet in one pass.

    Takes:   the typed frame, index = Excel row.
    Returns: each failed check, in the order of the checks, with the Excel rows where it failed, ascending.
    """
    try:
        sheet_schema(kind, frame, context).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
        rows = {
            str(code): sorted({int(row) for row in group})
            for code, group in cases.groupby("check")["index"]
        }
        return {check: rows[check.code] for check in CHECKS.get(kind, ()) if check.code in rows}
    return {}
