"""Columns as arrays: the few ways in which the rules look at a frame. A column that is absent is blank."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

Days = npt.NDArray[np.datetime64]
Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

Texts: TypeAlias = pd.api.extensions.ExtensionArray  # a pandas text column without its index

NO_DAY: Final = np.datetime64("NaT", "D")
MOST_COMBINATIONS: Final = 2**62


class Coded(NamedTuple):
    """A text column as codes into its distinct values; -1 = blank."""

    codes: Whole
    names: tuple[str, ...]

    def rows_of(self, value: str) -> Flags:
        """Tell which rows hold a value."""
        return (
            self.codes == self.names.index(value)
            if value in self.names
            else np.zeros(len(self.codes), dtype=bool)
        )


def days(frame: pd.DataFrame, key: str) -> Days:
    """Give a date column as days; NaT = blank."""
    if key not in frame:
        return np.full(len(frame), NO_DAY)
    column = frame[key]
    if column.dtype.kind != "M":
        column = pd.to_datetime(column)
    return column.to_numpy().astype("M8[D]")


def days_until(frame: pd.DataFrame, key: str, as_of: np.datetime64) -> Days:
    """Give a date column without the days after the as-of date: they have not happened yet."""
    column = days(frame, key)
    column = column.copy()
    column[column > as_of] = NO_DAY
    return column


def coded(frame: pd.DataFrame, key: str) -> Coded:
    """Give a text or choice column as codes."""
    if key not in frame:
        return Coded(np.full(len(frame), -1, dtype=np.int64), ())
    codes, values = pd.factorize(frame[key].to_numpy(dtype=object))
    texts = tuple(str(value).strip() for value in values)
    blank = np.array([not text for text in texts] + [True])  # the last place answers code -1
    return Coded(np.where(blank[codes], -1, codes).astype(np.int64), texts)


def flags(frame: pd.DataFrame, key: str) -> Flags:
    """Give a yes/no column; blank counts as not yes."""
    if key not in frame:
        return np.zeros(len(frame), dtype=bool)
    return frame[key].astype("boolean").to_numpy(dtype=bool, na_value=False)


def words(frame: pd.DataFrame, key: str, known: Sequence[str]) -> Whole:
    """Give a yes/no or choice column as places in its known words; any other is an unknown answer, -1.

    A yes/no column has the words yes and no.
    """
    if key not in frame:
        return np.full(len(frame), -1, dtype=np.int64)
    if tuple(known) == ("yes", "no"):
        answers = frame[key].astype("boolean").to_numpy(dtype=float, na_value=np.nan)
        return np.select([answers == 1, answers == 0], [0, 1], default=-1)
    column = coded(frame, key)
    places = {word: place for place, word in enumerate(known)}
    return np.array([*(places.get(name, -1) for name in column.names), -1], dtype=np.int64)[
        column.codes
    ]


def whole_numbers(frame: pd.DataFrame, key: str) -> Whole:
    """Give a number column as whole numbers, rounded down; blank, zero and less = 0."""
    if key not in frame:
        return np.zeros(len(frame), dtype=np.int64)
    numbers = frame[key].to_numpy(dtype=float, na_value=np.nan)
    return np.where(numbers >= 1, np.minimum(np.nan_to_num(numbers), 1e6), 0).astype(np.int64)


def table(tables: Mapping[str, pd.DataFrame], key: str) -> pd.DataFrame:
    """Give a sheet's frame; an absent sheet is an empty one."""
    frame = tables.get(key)
    return pd.DataFrame() if frame is None else frame


def customer_codes(frame: pd.DataFrame, ids: "pd.Index[Any]") -> Whole:
    """Give the position of each row's customer in `ids`; -1 where it is nobody's."""
    if "customer_id" not in frame or frame.empty:
        return np.full(len(frame), -1, dtype=np.int64)
    return ids.get_indexer(
        pd.Index(frame["customer_id"].to_numpy(dtype=object), dtype=object)
    ).astype(np.int64)


def texts(distinct: Sequence[str], codes: npt.NDArray[Any]) -> Texts:
    """Hand out distinct texts to rows, without looking at each row again."""
    return cast("Texts", pd.array(list(distinct), dtype="str").take(codes))


def distinct_rows(columns: Sequence[npt.NDArray[Any]]) -> tuple[Whole, Whole]:
    """Find the distinct combinations of some columns of numbers or days.

    Returns: for each row the number of its combination, and for each combination one row that holds it. A million rows
    hold few combinations, so that texts are made once for each and handed out.
    """
    keys: list[Whole] = []
    room = 1
    for column in columns:
        codes, size = _from_zero(column)
        if keys and room * size < MOST_COMBINATIONS:
            keys[-1] = keys[-1] * size + codes
            room *= size
        else:
            keys.append(codes)
            room = size
    combined, found = pd.factorize(keys[0])
    for key in keys[1:]:
        codes, values = pd.factorize(key)
        combined, found = pd.factorize(combined * len(values) + codes)
    first = np.empty(len(found), dtype=np.int64)
    first[combined[::-1]] = np.arange(len(combined) - 1, -1, -1)
    return combined.astype(np.int64), first


def _from_zero(column: npt.NDArray[Any]) -> tuple[Whole, int]:
    numbers = column.astype(np.int64)
    if column.dtype.kind == "M":
        blank = np.isnat(column)
        least = numbers[~blank].min() - 1 if not blank.all() else 0
        numbers = np.where(blank, least, numbers)
    if not len(numbers):
        return numbers, 1
    least = int(numbers.min())
    return numbers - least, int(numbers.max()) - least + 1


def day_texts(column: Days) -> list[str]:
    """Give days as texts such as 2026-11-23; NaT becomes ""."""
    codes, found = pd.factorize(column.astype("M8[D]").astype(np.int64))
    distinct = np.datetime_as_string(found.astype("M8[D]"), unit="D").tolist()
    shown = ["" if text == "NaT" else text for text in distinct]
    return [shown[code] for code in codes.tolist()]
