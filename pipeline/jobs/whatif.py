"""The story of `whatif`: the same workbook under another policy: who moves, which minutes it costs or frees. Nothing is written."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from pipeline.errors import UsageError
from pipeline.jobs.results import Loaded, Request
from pipeline.jobs.weekly import load
from pipeline.methods import Policy, load_policy
from pipeline.progress import Progress
from pipeline.rules.weekly import grade_customers
from schemas import results as r
from schemas.tables import ROWS_A_SHEET
from schemas.texts import Lang, Text

THIS_WEEK: Final = ("overdue", "today", "this_week")
SELLER_COLUMNS: Final = (
    "customers",
    "moved",
    "week_before",
    "week_after",
    "year_before",
    "year_after",
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two policies over one workbook.

    sellers: SELLER_COLUMNS (minutes this week and a year), index = seller, "" = nobody · moves: from, to, count, by
    label · customers: row, customer_id, name, seller, from_tier, to_tier, next_before, next_after of everybody who moves.
    """

    lang: Lang
    as_of: dt.date
    before: Text
    after: Text
    sellers: pd.DataFrame
    moves: pd.DataFrame
    customers: pd.DataFrame

    def to_json(self) -> dict[str, Any]:
        """Give it for machines."""
        return {
            "as_of": self.as_of.isoformat(),
            "before": self.before.pick(self.lang),
            "after": self.after.pick(self.lang),
            "total": _numbers(self.sellers.sum()),
            "sellers": {str(seller): _numbers(row) for seller, row in self.sellers.iterrows()},
            "moves": self.moves.to_dict("records"),
            "customers": [
                {key: _plain(value) for key, value in one.items()}
                for one in self.customers.to_dict("records")
            ],
        }


def whatif(
    request: Request, policy: str | None, settings: Sequence[str], progress: Progress
) -> Comparison:
    """Grade a workbook under its own policy and under a changed one.

    Takes:   policy: another pack, or a file ending in .yaml · settings: "key=value", numbers of the (other) policy.
    Returns: the comparison.
    Raises:  UsageError for a setting that is not key=value; SettingsError for an unknown pack, file or key.
    """
    loaded = load(request, progress)
    changed = other_policy(loaded, policy, settings)
    return compare(loaded, changed)


def other_policy(loaded: Loaded, policy: str | None, settings: Sequence[str]) -> Policy:
    """Load the policy to compare with; without a name, the workbook's own with some numbers changed."""
    numbers = dict(map(read_setting, settings))
    if not policy and not numbers:
        what = Text(
            "请用 --policy 或 --set 说明换成什么", "Say what to change, with --policy or --set"
        )
        raise UsageError(what)
    if policy is None:
        return load_policy(
            loaded.settings.policy,
            {**loaded.settings.policy_numbers, **numbers},
            folder=loaded.request.workbook.parent,
        )
    return load_policy(policy, numbers, folder=Path())


def read_setting(text: str) -> tuple[str, Any]:
    """Read one key=value, such as tiers.C.cadence.months=3 or samples.confirmed.gaps=1,2,3.

    Raises: UsageError.
    """
    key, separator, value = text.partition("=")
    try:
        numbers = [_number(part) for part in value.split(",")]
    except ValueError:
        separator = ""
        numbers = []
    if not separator or not key.strip():
        what = Text(
            "看不懂“{text}”。请写成 键=数字，例如 tiers.C.cadence.months=3",
            "“{text}” cannot be read. Write key=number, such as tiers.C.cadence.months=3",
        )
        raise UsageError(what.fill(text=text))
    return key.strip(), numbers if len(numbers) > 1 else numbers[0]


def _number(text: str) -> float | bool:
    word = text.strip().lower()
    if word in ("true", "false"):
        return word == "true"
    return int(word) if word.lstrip("-").isdigit() else float(word)


def compare(loaded: Loaded, changed: Policy) -> Comparison:
    """Hold two gradings of the same rows against each other."""
    before, after = _graded(loaded, loaded.policy), _graded(loaded, changed)
    customers = loaded.validated.frames["customers"]
    seller = (
        customers["seller"].fillna("")
        if "seller" in customers
        else pd.Series("", index=customers.index)
    )
    moved = (before[r.TIER_LABEL] != after[r.TIER_LABEL]).to_numpy(dtype=bool)
    facts = pd.DataFrame({"customers": 1, "moved": moved.astype(int)}, index=customers.index)
    for name, graded, policy in (("before", before, loaded.policy), ("after", after, changed)):
        facts[f"week_{name}"] = graded[r.MINUTES].where(graded[r.STATE].isin(THIS_WEEK), 0.0)
        facts[f"year_{name}"] = minutes_a_year(
            graded, loaded.validated.frames.get("samples"), customers, policy
        )
    return Comparison(
        lang=loaded.lang,
        as_of=loaded.request.as_of,
        before=loaded.policy.name,
        after=changed.name,
        sellers=facts.groupby(seller.to_numpy())[list(SELLER_COLUMNS)].sum(),
        moves=_moves(before.loc[moved], after.loc[moved]),
        customers=_moved(customers.loc[moved], before.loc[moved], after.loc[moved], seller[moved]),
    )


def _graded(loaded: Loaded, policy: Policy) -> pd.DataFrame:
    return grade_customers(
        loaded.validated.frames,
        policy,
        loaded.calendars,
        loaded.request.as_of,
        loaded.lang,
        skipped_tiers=_skipped(loaded, policy),
    )


def _skipped(loaded: Loaded, policy: Policy) -> Mapping[str, frozenset[str]]:
    """Leave out the switched-off tiers that the other method does not have."""
    allowed = {tier.letter for tier in policy.tiers if tier.may_be_switched_off}
    return {seller: tiers & allowed for seller, tiers in loaded.settings.skip_tiers.items()}


def minutes_a_year(
    graded: pd.DataFrame, samples: pd.DataFrame | None, customers: pd.DataFrame, policy: Policy
) -> "pd.Series[float]":
    """Reckon each customer's minutes a year.

    Takes:   TIER_RANK, NEXT_DUE: without a date, nobody is touched.
    Returns: touches a year by the tier's cadence × its minutes a touch; in a tier of open samples the whole minutes of
             each sample instead. Own cadences and order rhythms are not reckoned.
    Source:  methods.md §1, §11 (40 A, 15 B samples, 30 C, 200 D, 500 E = 14,200 minutes).
    """
    costs = [tier.cadence.touches_a_year * tier.minutes.a_touch for tier in policy.tiers]
    ranks = graded[r.TIER_RANK]
    minutes = ranks.map(dict(enumerate(costs))).fillna(0.0)
    if policy.samples is not None:
        sampled = ranks.isin(
            [rank for rank, tier in enumerate(policy.tiers) if tier.is_sample_tier]
        )
        count = _open_samples(samples, customers.loc[graded.index])
        minutes = minutes.mask(sampled & (count > 0), count * policy.samples.minutes_a_sample)
    return minutes.where(graded[r.NEXT_DUE].notna(), 0.0)


def _open_samples(samples: pd.DataFrame | None, customers: pd.DataFrame) -> "pd.Series[int]":
    if samples is None or samples.empty:
        return pd.Series(0, index=customers.index)
    is_open = (
        samples["closed"].isna()
        if "closed" in samples
        else pd.Series(data=True, index=samples.index)
    )
    if "outcome" in samples:
        is_open &= ~samples["outcome"].isin(("won", "lost"))
    counts = samples.loc[is_open, "customer_id"].value_counts()
    return customers["customer_id"].map(counts).fillna(0).astype(int)


def _moves(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    pairs = pd.DataFrame(
        {
            "from": before[r.TIER_LABEL].to_numpy(),
            "to": after[r.TIER_LABEL].to_numpy(),
            "rank": before[r.TIER_RANK].to_numpy(),
            "to_rank": after[r.TIER_RANK].to_numpy(),
        }
    )
    counts = (
        pairs.groupby(["rank", "to_rank", "from", "to"], sort=True)
        .size()
        .rename("count")
        .reset_index()
    )
    return counts[["from", "to", "count"]]


def _moved(
    customers: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame, seller: "pd.Series[Any]"
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "row": customers.index % ROWS_A_SHEET,
            "customer_id": customers["customer_id"].to_numpy(),
            "name": customers["name"].to_numpy(),
            "seller": seller.to_numpy(),
            "from_tier": before[r.TIER_LABEL].to_numpy(),
            "to_tier": after[r.TIER_LABEL].to_numpy(),
            "next_before": before[r.NEXT_DUE].to_numpy(),
            "next_after": after[r.NEXT_DUE].to_numpy(),
        }
    )


def _numbers(row: "pd.Series[Any]") -> dict[str, float]:
    return {str(key): round(float(value), 1) for key, value in row.items()}


def _plain(value: Any) -> Any:
    if value is pd.NaT or value is None:
        return None
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else value
