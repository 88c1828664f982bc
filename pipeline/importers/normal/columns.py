"""One column of a list brought into its normal form by the declaration of the column that it fills."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipeline.importers.model import Normal
from schemas.columns import Column
from schemas.texts import Lang
from schemas.values import is_blank, plain


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a list as a whole.

    lang: language in which the workbook spells choices · country: where a phone number without a country code is
    from (ISO 3166, two letters) · day_first: 30/3 or 3/30 as somebody stated it, None = as the column itself shows ·
    date1904: the list's serial numbers count from 1904.
    """

    lang: Lang = "zh"
    country: str = "CN"
    day_first: bool | None = None
    date1904: bool = False


ANY_LIST: Final = Context()


def normalise_column(column: Column, cells: Sequence[Any], context: Context = ANY_LIST) -> list[Normal]:
    """Bring the cells of one column into their normal form.

    Takes:   the declaration of the column that the cells go to; cells as the source holds them (None, "" = blank).
    Returns: one Normal a cell, in order; original always shows the cell as it is.
    Raises:  nothing.
    """
    del column, context
    return [Normal(None if is_blank(cell) else plain(cell), "" if cell is None else str(cell)) for cell in cells]
