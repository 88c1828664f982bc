"""The sections of the page, in reading order. A new section is a new module and one line here."""

from typing import Final

from reports.sections import due, files, guide, headline, issues, key_accounts, sellers, tiers, touches, workload
from reports.sections.base import Section

SECTIONS: Final[tuple[Section, ...]] = (
    headline.SECTION,
    sellers.SECTION,
    workload.SECTION,
    key_accounts.SECTION,
    tiers.SECTION,
    due.SECTION,
    touches.SECTION,
    files.SECTION,
    issues.SECTION,
    guide.SECTION,
)
