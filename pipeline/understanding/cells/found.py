"""What reading one cell gives, before its original is put beside it."""

from typing import Any, NamedTuple

from schemas.texts import Text


class Found(NamedTuple):
    """One cell as read. value: for the workbook, None = nothing usable · code, problem: as in `Normal`."""

    value: Any
    code: str = ""
    problem: Text | None = None
