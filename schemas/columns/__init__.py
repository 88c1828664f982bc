"""Every column that the product knows, declared once: schemas, header mapping, templates, docs and errors come from here.

Source: methods.md §9; the aliases are spellings that teams use in their own files.
"""

from collections.abc import Mapping
from types import MappingProxyType

from schemas.columns.aspects import ASPECTS
from schemas.columns.choices import METHODS, POTENTIALS, SOURCES, STATUSES
from schemas.columns.contacts import CONTACTS
from schemas.columns.customers import (
    CUSTOMERS,
    HARD_FACTS,
    PROGRAM_COLUMNS,
    SOFT_FACTS,
    TEAM_WORDS,
)
from schemas.columns.customers_profile import PROFILE_COLUMNS
from schemas.columns.customers_written import SHIPPED_LABELS, grade_columns
from schemas.columns.key_accounts import KEY_ACCOUNTS
from schemas.columns.messages import MESSAGES
from schemas.columns.model import Choice, Column, Kind, Sheet
from schemas.columns.orders import ORDERS
from schemas.columns.owned import OWNED_SHEETS
from schemas.columns.samples import SAMPLES
from schemas.columns.settings import SETTINGS
from schemas.columns.team import TEAM

__all__ = [
    "ASPECTS",
    "CONTACTS",
    "CUSTOMERS",
    "HARD_FACTS",
    "KEY_ACCOUNTS",
    "MESSAGES",
    "METHODS",
    "ORDERS",
    "OWNED_SHEETS",
    "POTENTIALS",
    "PROFILE_COLUMNS",
    "PROGRAM_COLUMNS",
    "SAMPLES",
    "SETTINGS",
    "SHEETS",
    "SHIPPED_LABELS",
    "SOFT_FACTS",
    "SOURCES",
    "STATUSES",
    "TEAM",
    "TEAM_WORDS",
    "Choice",
    "Column",
    "Kind",
    "Sheet",
    "grade_columns",
]

SHEETS: Mapping[str, Sheet] = MappingProxyType(
    {
        s.key: s
        for s in (
            CUSTOMERS,
            CONTACTS,
            ORDERS,
            SAMPLES,
            TEAM,
            KEY_ACCOUNTS,
            ASPECTS,
            MESSAGES,
            SETTINGS,
        )
    }
)
