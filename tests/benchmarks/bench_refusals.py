"""How many cells of real workbooks the writer refuses, and why: one plain cell and 25 cells of any kind a workbook.

Run: python tests/benchmarks/bench_refusals.py [SEED]   (needs the corpus beside the repository)
Each cell is planned alone; then one plan with all that may be written goes through write and
proof. Cells are drawn with a fixed seed from those of the first worksheet that has any. Some are refused by rule: a value
there would break a formula, a table, a merge, a pivot table or a protection. The rest are what the writer cannot do, and those the
goals speak of: at most 1.5 % of any cells, at most 0.2 % of plain ones (no part of a formula, no metadata, no rule).
Source of the goals: workbook-io.md §8.
"""

import random
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path

from pipeline.errors import FollowupError, WriteFailedError
from pipeline.workbook.file.package import Package
from pipeline.workbook.patching.obstacles import obstacles
from pipeline.workbook.patching.write import write_patched
from pipeline.workbook.proof.verify import verify_written
from pipeline.workbook.reading.grid import row_number, split_row
from pipeline.workbook.reading.scan import scan_sheet, sheet_stream
from schemas.plan import ColumnPatch, Plan, without

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
ANY, PLAIN = 25, 1
GOALS = {"any": 1.5, "plain": 0.2}
BY_RULE = {"formula", "table_header", "merged", "pivot", "totals", "calculated", "locked"}


def cells_of(package, sheet):
    """Give all cells of a sheet as (row, column), and those of them that are plain."""
    scan = scan_sheet(package, sheet)
    found, number = [], 0
    opened = re.compile(rb"<" + re.escape(scan.prefix) + rb"row(?=[\s/>])")
    for blob in sheet_stream(package, scan).rows():
        starts = [at.start() for at in opened.finditer(blob)]
        for start, end in zip(starts, [*starts[1:], len(blob)], strict=False):
            number = row_number(blob, start, scan.prefix, number)
            found += [(number, cell.column) for cell in split_row(blob, start, end)]
    odd = {
        (r, c)
        for rows in (scan.formula_rows, scan.marked_rows)
        for c, held in rows.items()
        for r in held
    }
    return sorted(set(found)), [cell for cell in found if cell not in odd]


def plan_of(sheet, cells):
    """Plan a number into each of these cells."""
    patches = []
    for column in sorted({column for _, column in cells}):
        rows = sorted(row for row, there in cells if there == column)
        blank = [None] * len(rows)
        patches.append(
            ColumnPatch(sheet, column, "", "number", rows, blank, [7] * len(rows), [""] * len(rows))
        )
    return Plan(None, columns=patches)


def refusals(package, sheet, cells):
    """Give the code for each cell that cannot be written; a file that is refused as a whole refuses each."""
    try:
        found = [o for cell in cells for o in obstacles(package, plan_of(sheet, [cell]))]
    except WriteFailedError as error:
        return dict.fromkeys(cells, "file: " + error.text.en[:70])
    return {(o.row, o.column): o.code for o in found}


def draw(package, sheet, pool, count, chance, *, is_plain):  # noqa: PLR0913 -- what is drawn from, and how
    """Draw cells, and tell which are refused; plain ones again while there is a rule against one."""
    while True:
        chosen = chance.sample(pool, min(count, len(pool)))
        refused = refusals(package, sheet, chosen)
        if not (is_plain and set(refused.values()) & {*BY_RULE, "array"}):
            return chosen, refused
        pool = [cell for cell in pool if cell not in refused]


def write_rest(package, sheet, cells, refused):
    """Write all the other cells at once and prove it; tell what went wrong."""
    plan = plan_of(sheet, [cell for cell in cells if cell not in refused])
    plan = without(plan, {(o.sheet, o.row, o.column) for o in obstacles(package, plan)})
    if plan.is_empty:
        return ""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.xlsx"
        try:
            with target.open("wb") as file:
                write_patched(package, plan, file)
            verify_written(package, target, plan)
        except WriteFailedError as error:
            return error.text.en
    return ""


def main():
    """Measure and print."""
    seed = sys.argv[1] if len(sys.argv) > 1 else "1"
    files = sorted(CORPUS.rglob("*.xls[xm]"))
    drawn, codes, failed = Counter(), {"any": Counter(), "plain": Counter()}, []
    unreadable = without_cells = 0
    for path in files:
        chance = random.Random(f"{seed} {path.name}")  # noqa: S311 -- repeatable on purpose
        try:
            package = Package.open(path)
            cells = next(
                (s.name, *found) for s in package.sheets if (found := cells_of(package, s.name))[0]
            )
        except FollowupError:
            unreadable += 1
            continue
        except StopIteration:
            without_cells += 1
            continue
        sheet, every, plain = cells
        for kind, pool, count in (("any", every, ANY), ("plain", plain, PLAIN)):
            chosen, refused = draw(package, sheet, pool, count, chance, is_plain=kind == "plain")
            drawn[kind] += len(chosen)
            codes[kind].update(refused.values())
            wrong = (
                ""
                if any(code.startswith("file") for code in refused.values())
                else write_rest(package, sheet, chosen, refused)
            )
            if wrong:
                failed.append(f"{path.relative_to(CORPUS)}: {wrong}")
                codes[kind]["not proven"] += len(chosen) - len(refused)
    print(f"{len(files)} workbooks, {unreadable} unreadable, {without_cells} without cells")
    for kind, goal in GOALS.items():
        lost = sum(count for code, count in codes[kind].items() if code not in BY_RULE)
        print(
            f"{kind}: {lost} of {drawn[kind]} cells cannot be written, {100 * lost / drawn[kind]:.2f} % (goal {goal} %)"
        )
        for code, count in codes[kind].most_common():
            print(
                f"  {count:5}  {100 * count / drawn[kind]:.2f} %  {code}{' (by rule)' if code in BY_RULE else ''}"
            )
    print(
        "\n".join(["not proven:", *failed]) if failed else "every other cell was written and proven"
    )


if __name__ == "__main__":
    main()
