"""Print one of README's two set-up commands, so that CI runs what the README says, to the letter."""

import re
import sys
from pathlib import Path

COMMANDS = re.findall(
    r"^```bash\n(python -m pip install [^\n]+ && [^\n]+)\n```$",
    Path("README.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)


def command(name: str) -> str:
    """Give the command that runs the main job ("demo") or the tests ("test")."""
    first, second = COMMANDS
    return {"demo": first, "test": second}[name]


if __name__ == "__main__":
    print(command(sys.argv[1]))
