"""The sections of the page, in reading order. A new section is a new module and one line here."""

from typing import Final

from reports.sections import due, guide, headline, issues, sellers, tiers, workload
from reports.sections.base import Section

SECTIONS: Final[tuple[Section, ...]] = (
    headline.SECTION,
    sellers.SECTION,
    workload.SECTION,
    tiers.SECTION,
    due.SECTION,
    issues.SECTION,
    guide.SECTION,
)
