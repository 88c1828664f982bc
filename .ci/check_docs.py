"""Check the docs: local links lead somewhere, README names every command, generated pages are up to date."""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "docs" / "make"))

from columns_page import columns_page
from exit_codes import with_exit_codes
from method_pages import method_pages
from readme_commands import COMMANDS as README_COMMANDS

from pipeline.cli import COMMANDS

EXPECTED_COMMANDS = 2


def problems() -> list[str]:
    """Give everything that is wrong with the docs."""
    found = []
    for page in [
        *Path().glob("*.md"),
        *Path("docs").rglob("*.md"),
        *Path("sample_data").glob("*.md"),
    ]:
        links = re.findall(
            r"\]\((?!https?://|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8")
        )
        found += [
            f"{page}: link to {link} leads nowhere"
            for link in links
            if not (page.parent / link).exists()
        ]
    readme = Path("README.md").read_text(encoding="utf-8")
    found += [
        f"README.md: the command {name} is not mentioned"
        for name in COMMANDS
        if f"followup {name}" not in readme
    ]
    if len(README_COMMANDS) != EXPECTED_COMMANDS:
        found.append("README.md: the two set-up commands were not found")
    if readme != with_exit_codes(readme):
        found.append("README.md: exit codes are out of date: python docs/make/exit_codes.py")
    if Path("docs/columns.md").read_text(encoding="utf-8") != columns_page():
        found.append(
            "docs/columns.md is out of date: python docs/make/columns_page.py > docs/columns.md"
        )
    found += [
        f"{page} is out of date: python docs/make/method_pages.py"
        for page, text in method_pages().items()
        if not page.exists() or page.read_text(encoding="utf-8") != text
    ]
    return found


if __name__ == "__main__":
    print("\n".join(problems()) or "docs are in order")
    sys.exit(1 if problems() else 0)
