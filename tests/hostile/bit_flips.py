"""Single flipped bits: each is told, or changes nothing, or shows; never a silently wrong cell.

Run: python tests/hostile/bit_flips.py [COUNT] [WORKBOOK…]    (default: 10000 over the two samples)
Each flip is drawn from a fixed seed. A flip that the container proves harmless (the same parts, the same bytes in
them) needs no reading; any other is read, and every cell held against the sound file's.
"""

import random
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from pipeline.errors import FollowupError  # noqa: E402 -- as a script it must find the packages first
from pipeline.workbook.file.package import Package  # noqa: E402 -- as a script it must find the packages first
from pipeline.workbook.reading.read import read_grid  # noqa: E402 -- as a script it must find the packages first

SAMPLES = [ROOT / "sample_data" / f"customers_{lang}.xlsx" for lang in ("zh", "en")]
SEED = 20261123


def contents(package):
    """Give what the container holds: names, and each part that anything reads, unpacked."""
    return {
        name: package.read(name)
        for name in package.names
        if name.lower().endswith((".xml", ".rels"))
    }


def grids(package):
    """Give all cells of all sheets."""
    return {sheet.name: read_grid(package, sheet.name) for sheet in package.sheets}


def end_of(data, sound, cells):
    """Give what becomes of a damaged file: told, the same parts, the same cells, or silently wrong."""
    try:
        package = Package.from_bytes(Path("flip.xlsx"), data)
        if contents(package) == sound:
            return "same parts"
        found = grids(package)
    except FollowupError:
        return "told"
    same = found.keys() == cells.keys() and all(found[name].equals(cells[name]) for name in cells)
    return "same cells" if same else "SILENTLY WRONG"


def flipped(data, chance):
    """Give the bytes with one bit turned, and which."""
    at, bit = chance.randrange(len(data)), chance.randrange(8)
    return b"".join([data[:at], bytes([data[at] ^ 1 << bit]), data[at + 1 :]]), f"{at}:{bit}"


def flip_many(paths, count):
    """Give how often each end came, and which flips were silently wrong."""
    chance, ends, wrong = random.Random(SEED), Counter(), []  # noqa: S311 -- repeatable on purpose
    for path in paths:
        data = path.read_bytes()
        package = Package.from_bytes(path, data)
        sound, cells = contents(package), grids(package)
        for _ in range(count // len(paths)):
            damaged, which = flipped(data, chance)
            end = end_of(damaged, sound, cells)
            ends[end] += 1
            if end.isupper():
                wrong.append(f"{path.name} {which}")
    return ends, wrong


if __name__ == "__main__":
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    started = time.process_time()
    found, silent = flip_many([Path(name) for name in sys.argv[2:]] or SAMPLES, total)
    print(dict(found), silent, f"{time.process_time() - started:.0f} CPU s")
    sys.exit(bool(silent))
