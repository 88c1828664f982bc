"""Which methods a run works by: the primary one, with the team's own numbers, and the secondary ones."""

from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from pipeline.errors import SettingsError
from pipeline.methods import CellNumber, Policy, load_method
from pipeline.methods.keys import policy_key
from pipeline.settings.settings import Settings
from schemas.columns import CUSTOMERS
from schemas.tables import Table
from schemas.texts import Text

_TWICE: Final = Text(
    "设置 secondary：“{name}”已经在用。", 'setting secondary: "{name}" is in use already.'
)
_NO_COLUMN: Final = Text(
    "设置 secondary：“{name}”没有自己的等级列，不能作为辅助方法。",
    'setting secondary: "{name}" has no grade column of its own and cannot be a secondary method.',
)


class Methods(NamedTuple):
    """The policies of a run: the primary one sets tier and date, the others add a grade each."""

    primary: Policy
    secondary: tuple[Policy, ...]


def chosen_methods(settings: Settings, folder: Path, numbers: Table | None) -> Methods:
    """Load what the settings name.

    Takes:   the settings, the folder of the team's own policy files, the sheet 设置 of the workbook where there is one.
    Returns: the policies. Numbers of the sheet beat those of followup.toml, which beat the pack's; they are the
             primary method's.
    Raises:  SettingsError naming file, cell or key.
    Source:  methods.md (opening).
    """
    cells = {} if numbers is None else cell_numbers(numbers)
    primary = load_method(settings.policy, settings.policy_numbers, folder=folder, cells=cells)
    secondary: list[Policy] = []
    for name in settings.secondary:
        policy = load_method(name, folder=folder)
        if policy.pack in {one.pack for one in (primary, *secondary)}:
            raise SettingsError(_TWICE.fill(name=name))
        if policy.pack not in {column.method for column in CUSTOMERS.columns}:
            raise SettingsError(_NO_COLUMN.fill(name=name))
        secondary.append(policy)
    return Methods(primary, tuple(secondary))


def cell_numbers(numbers: Table) -> dict[str, CellNumber]:
    """Give the numbers of the sheet 设置 by their keys, each with its cell; rows without a key or value say nothing."""
    filled = numbers.frame.dropna(subset=["setting", "value"])
    letters = numbers.letters("value")
    return {
        policy_key(str(setting)): CellNumber(value, f"{numbers.name}!{letters}{row}")
        for row, setting, value in zip(
            filled.index, filled["setting"], filled["value"], strict=True
        )
        if not pd.isna(value)
    }
