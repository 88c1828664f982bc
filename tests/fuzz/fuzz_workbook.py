"""Coverage-guided fuzz target for the reader and the patcher.

Run: python tests/fuzz/fuzz_workbook.py [FOLDER] [-max_total_time=SECONDS]   (needs `atheris`)
Anything but our own errors is a find: an exception, an abort, a hang over 20 s, more than 1 GiB. What is found goes,
as small as it can be made, to tests/fuzz/cases, where test_fuzz_cases.py plays it again for ever.
"""

import random
import re
import sys
import tempfile
from pathlib import Path

import atheris

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).resolve().parents[2])]

with atheris.instrument_imports(include=["pipeline", "schemas"]):
    import workbook_story as story


_PIECE = re.compile(rb"<[^<>]*>|[^<>]+")
_VALUE = re.compile(rb'"[^"]*"|>[^<>]+<')
_ODD = (
    b"",
    b"0",
    b"-1",
    b"1",
    b"2",
    b"17",
    b"32768",
    b"1048576",
    b"1048577",
    b"4294967296",
    b"9" * 20,
    b"1e308",
    b"-1e18",
    b"NaN",
    b"A1",
    b"XFD1048576",
    b"A1:XFD1048576",
    b"C2:A1",
    b"s",
    b"str",
    b"inlineStr",
    b"e",
    b"d",
    b"b",
    b"n",
    b"shared",
    b"array",
    b"&#x0;",
    b"&#xD800;",
    b"&amp;",
    b"\xff",
    "\u00b2".encode(),
    "客户".encode(),
    b"../x",
    b"rId1",
    b"true",
    b"#REF!",
)

_SNIPPETS = (
    b"<!-- -->",
    b"<!--",
    b"<![CDATA[7]]>",
    b"<?x?>",
    b'<row r="2"/>',
    b"<row>",
    b"</row>",
    b'<c r="K5"><v>1</v></c>',
    b"<c/>",
    b'<f t="shared" ref="A1:K9" si="0">A1</f>',
    b'<f t="shared" si="0"/>',
    b'<f t="array" ref="A1:C3">A1</f>',
    b"</sheetData>",
    b'<mergeCell ref="A1:K9"/>',
    b' r="A1"',
    b' s="1"',
    b' cm="1"',
    b' t="s"',
    b' spans="1:2"',
    b' customFormat="1"',
    b"<v></v>",
    b'<definedName name="_xlnm.Print_Area" localSheetId="0">A1:D3</definedName>',
    b'<autoFilter ref="A1:D3"/>',
    b"<x:c",
    b"'",
)
_SEEDS = story.seeds()
_TOO_SMALL = 200


def mutated(case: bytes, max_size: int, seed: int) -> bytes:
    """Change an input as XML, so that most of it stays well-formed: pieces lost, doubled, swapped, values made odd."""
    chance = random.Random(seed)  # noqa: S311 -- repeatable on purpose
    if len(case) < _TOO_SMALL:
        # Torn-up inputs are all refused by the same line: most of the time start from something sound.
        case = chance.choice(_SEEDS)
    elif chance.random() < 0.2:
        return atheris.Mutate(case, max_size)
    content = case[1:]
    for _ in range(chance.randrange(1, 4)):
        pieces = _PIECE.findall(content)
        values = list(_VALUE.finditer(content))
        if values and chance.random() < 0.6:
            hit, odd = chance.choice(values), chance.choice(_ODD)
            content = content[: hit.start() + 1] + odd + content[hit.end() - 1 :]
        elif pieces:
            at, other = chance.randrange(len(pieces)), chance.randrange(len(pieces))
            change = chance.randrange(4)
            if change == 0:
                del pieces[at]
            elif change == 3:
                pieces.insert(at, chance.choice(_SNIPPETS))
            elif change == 1:
                pieces.insert(other, pieces[at])
            else:
                pieces[at], pieces[other] = pieces[other], pieces[at]
            content = b"".join(pieces)
    return (case[:1] + content)[:max_size]


def one_input(case: bytes) -> None:
    """Play one input."""
    story.follow(story.workbook_of(case))


def main() -> None:
    """Fuzz from the seeds and the kept cases on."""
    folder = (
        Path(sys.argv[1])
        if len(sys.argv) > 1 and not sys.argv[1].startswith("-")
        else Path(tempfile.mkdtemp())
    )
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(story.seeds()):
        (folder / f"seed-{number:02d}").write_bytes(seed)
    for case in (Path(__file__).parent / "cases").glob("*.bin"):
        (folder / case.name).write_bytes(case.read_bytes())
    options = [option for option in sys.argv[1:] if option.startswith("-")]
    limits = [
        "-timeout=20",
        "-rss_limit_mb=1024",
        "-max_len=65536",
        "-len_control=0",
        "-keep_seed=1",
    ]
    atheris.Setup([sys.argv[0], *limits, *options, str(folder)], one_input, custom_mutator=mutated)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
