"""Which methods a run works by: the primary one, with the team's own numbers, and the secondary ones."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from pipeline.errors import SettingsError
from pipeline.methods import CellNumber, Policy, load_method
from pipeline.methods.keys import policy_key
from pipeline.settings.settings import Settings
from schemas.columns import CUSTOMERS, Column, grade_columns
from schemas.headers import fold_header
from schemas.tables import Table
from schemas.texts import Text

METHOD_KEY: Final = "policy"
"""Key of the row of the sheet 设置 that names the method; the same word as in followup.toml."""
_TWICE: Final = Text(
    "设置 secondary：“{name}”已经在用。", 'setting secondary: "{name}" is in use already.'
)
_SAME_HEADER: Final = Text(
    "设置 secondary：“{name}”的等级列会叫“{header}”，已有同名的列。请在规则文件里另写一个 label。",
    'setting secondary: the grade column of "{name}" would be called "{header}", as another column is.'
    " Give the policy file a label of its own.",
)


class Methods(NamedTuple):
    """The policies of a run: the primary one sets tier and date, the others add a grade each."""

    primary: Policy
    secondary: tuple[Policy, ...]


def secondary_methods(settings: Settings, folder: Path) -> tuple[Policy, ...]:
    """Load the methods that add a grade: packs that come with the program, or a team's own files.

    Raises: SettingsError naming file or key; also where two columns would have one name.
    """
    methods = tuple(load_method(name, folder=folder) for name in settings.secondary)
    own = {name for c in CUSTOMERS.columns if not c.method for name in map(fold_header, c.headers)}
    packs: set[str] = set()
    for name, method in zip(settings.secondary, methods, strict=True):
        grades = grades_of([method])
        if grades[0].key in packs:
            raise SettingsError(_TWICE.fill(name=name))
        for header in (header for one in grades for header in (one.zh, one.en)):
            if fold_header(header) in own:
                raise SettingsError(_SAME_HEADER.fill(name=name, header=header))
        packs.add(grades[0].key)
        own |= {fold_header(header) for one in grades for header in (one.zh, one.en)}
    return methods


def grades_of(methods: Sequence[Policy]) -> tuple[Column, ...]:
    """Give the columns that methods fill beside the primary one."""
    return tuple(
        column for method in methods for column in grade_columns(method.pack, method.label_alone)
    )


def chosen_methods(
    settings: Settings, folder: Path, numbers: Table | None, secondary: tuple[Policy, ...]
) -> Methods:
    """Load the primary method, and put it before the others.

    Takes:   the settings, the folder of the team's own policy files, the sheet 设置 of the workbook where there is one;
             secondary: of `secondary_methods`.
    Returns: the policies. Numbers of the sheet beat those of followup.toml, which beat the pack's; they are the
             primary method's.
    Raises:  SettingsError naming file, cell or key.
    Source:  methods.md (opening).
    """
    cells = {} if numbers is None else cell_numbers(numbers)
    primary = load_method(settings.policy, settings.policy_numbers, folder=folder, cells=cells)
    for name, method in zip(settings.secondary, secondary, strict=True):
        if method.pack == primary.pack:
            raise SettingsError(_TWICE.fill(name=name))
    return Methods(primary, secondary)


def with_sheet_method(settings: Settings, numbers: Table | None) -> Settings:
    """Give the settings with the method that the sheet 设置 names, as followup init writes it; it beats followup.toml."""
    named = {} if numbers is None else _typed(numbers)
    return (
        replace(settings, policy=str(named[METHOD_KEY].value).strip())
        if METHOD_KEY in named
        else settings
    )


def cell_numbers(numbers: Table) -> dict[str, CellNumber]:
    """Give the numbers of the sheet 设置 by their keys, each with its cell; rows without a key or value say nothing."""
    return {key: cell for key, cell in _typed(numbers).items() if key != METHOD_KEY}


def _typed(numbers: Table) -> dict[str, CellNumber]:
    filled = numbers.frame.dropna(subset=["setting", "value"])
    letters = numbers.letters("value")
    return {
        policy_key(str(setting)): CellNumber(value, f"{numbers.name}!{letters}{row}")
        for row, setting, value in zip(
            filled.index, filled["setting"], filled["value"], strict=True
        )
        if not pd.isna(value)
    }
