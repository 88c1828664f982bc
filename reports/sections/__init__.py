"""The sections of the page, in reading order. A new section is a new module and one line here."""

from typing import Final

from reports.sections import (
    changes,
    due,
    files,
    guide,
    headline,
    issues,
    key_accounts,
    neglected,
    outlook,
    sellers,
    tiers,
    touches,
    workload,
)
from reports.sections.base import Section

SECTIONS: Final[tuple[Section, ...]] = (
    headline.SECTION,
    sellers.SECTION,
    workload.SECTION,
    outlook.SECTION,
    key_accounts.SECTION,
    tiers.SECTION,
    changes.SECTION,
    due.SECTION,
    neglected.SECTION,
    touches.SECTION,
    files.SECTION,
    issues.SECTION,
    guide.SECTION,
)
