"""Makes the two sample workbooks, the old lists and the README beside them: `python sample_data/make_samples.py [FOLDER]`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]


from draw import draw_workbook  # noqa: E402 -- the two paths come first
from legacy import legacy_lists  # noqa: E402
from package import finish  # noqa: E402
from readme import readme  # noqa: E402
from team_file import team_tables  # noqa: E402
from untidy import untidy_workbook  # noqa: E402

from schemas.texts import Lang  # noqa: E402

if TYPE_CHECKING:
    from mess import Planted

SEEDS: dict[Lang, int] = {"zh": 7, "en": 11}


def make_samples() -> dict[str, bytes]:
    """Give the files by name; the same on every call."""
    files: dict[str, bytes] = {}
    planted: dict[str, list[Planted]] = {}
    for lang, seed in SEEDS.items():
        tables, mess = team_tables(lang, seed)
        name = f"customers_{lang}.xlsx"
        files[name] = finish(draw_workbook(tables, lang), tables)
        planted[name] = mess
        files[f"untidy_{lang}.xlsx"] = untidy_workbook(lang)
    files |= legacy_lists()
    files["README.md"] = readme(planted).encode()
    return files


def main() -> None:
    """Write the files into the folder given, or beside this script."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for name, content in make_samples().items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
        print(f"{name}: {len(content):,} bytes")


if __name__ == "__main__":
    main()
