"""Real workbooks of other projects: a clear refusal or a harmless write, nothing else."""

import datetime as dt
import io
import shutil
import subprocess
import time
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import python_calamine

from pipeline.errors import FollowupError, WriteFailedError
from pipeline.workbook.file.package import Package, relations_part
from pipeline.workbook.file.references import LAST_COLUMN, LAST_ROW
from pipeline.workbook.patching.obstacles import (
    describe,
    describe_shut_out,
    obstacles,
    sheets_shut_out,
)
from pipeline.workbook.patching.write import write_patched
from pipeline.workbook.proof.verify import verify_written
from pipeline.workbook.reading.scan import scan_sheet
from schemas.consent import INSISTS, NOTHING, Insist
from schemas.plan import ColumnPatch, NewColumn, Plan, without
from schemas.sheets import OwnedSheet, SheetColumn

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
FILES = sorted(CORPUS.rglob("*.xls[xm]")) if CORPUS.is_dir() else []
AS_OF = dt.date(2026, 11, 23)
OWNED = OwnedSheet(
    "due",
    "本周跟进",
    "由 followup 生成",
    [SheetColumn("客户", 20, "wrap"), SheetColumn("日期", 12, "date")],
    [("甲", AS_OF), ("乙", None)],
    {},
    {0: "alarm"},
)
MAX_REFUSED = 0.005
MAX_PARTLY = 0.015
MAX_CPU_SECONDS = 20
NAMED = ("锁定", "结构受保护", "数字签名", "共享工作簿", "顺序或写法特殊")
"""Words by which a refusal names its feature."""


def plan_for(package: Package, insisted: frozenset[Insist] = NOTHING) -> Plan:
    """One free cell, one new column right of everything, one sheet of ours; on a full sheet, the last free cell there is."""
    sheet = package.sheets[0].name
    scan = scan_sheet(package, sheet)
    areas = [
        *scan.merged,
        *scan.pivots,
        *(table.ref for table in scan.tables),
        *(area for area, _ in scan.blocks),
    ]
    column = max(scan.last_column, *(area.right for area in areas), 0) + 2
    row = min(max(scan.last_row, 1), LAST_ROW - 1)
    if column > LAST_COLUMN:  # a sheet may be full up to its last column: what is below it is free
        row = max(scan.last_row, *(area.bottom for area in areas), 0) + 1
        cell = ColumnPatch(sheet, LAST_COLUMN, "下次跟进", "date", [row], [None], [AS_OF], [""])
        return Plan(AS_OF, (), (cell,), (OWNED,), insisted=insisted)
    return Plan(
        AS_OF,
        (NewColumn(sheet, min(max(scan.first_row, 1), row), row, column, "等级", "text", 10),),
        (
            ColumnPatch(sheet, column - 1, "下次跟进", "date", [row], [None], [AS_OF], [""]),
            ColumnPatch(sheet, column, "等级", "text", [row + 1], [None], ["外贸A"], [""]),
        ),
        (OWNED,),
        insisted=insisted,
    )


@dataclass(frozen=True)
class End:
    """What became of a file. what: unreadable, refused, partly or wholly written · why: what was said of the rest."""

    what: str
    why: str = ""


def write_one(path: Path, target: Path, insisted: frozenset[Insist] = NOTHING) -> End:
    """Write what can be written of the plan, as a run does; it is proven, and writing it again changes no byte."""
    try:
        package = Package.open(path)
        plan = plan_for(package, insisted)
    except FollowupError as error:
        return End("unreadable", error.text.zh)
    try:
        shut_out = sheets_shut_out(package, plan)
        plan = replace(plan, sheets=[sheet for sheet in plan.sheets if sheet not in shut_out])
        found = obstacles(package, plan)
        plan = without(plan, {(cell.sheet, cell.row, cell.column) for cell in found})
        left = [
            *(describe(cell).zh for cell in found),
            *([describe_shut_out(shut_out).zh] if shut_out else []),
        ]
        if plan.is_empty:
            return End("refused", "；".join(left))
        with target.open("wb") as file:
            write_patched(package, plan, file)
        verify_written(package, target, plan)
    except WriteFailedError as error:
        if "核对" in error.text.zh and reads(path):
            raise
        return End("refused", error.text.zh)
    assert_others_are_untouched(package, Package.open(target), plan)
    again = io.BytesIO()
    write_patched(Package.open(target), Plan(AS_OF, sheets=plan.sheets, insisted=insisted), again)
    assert again.getvalue() == target.read_bytes()
    return End("partly", left[0]) if left else End("wholly")


def assert_others_are_untouched(before: Package, after: Package, plan: Plan) -> None:
    """Hold every other member against the file by an independent reader: the same names, the same bytes."""
    with zipfile.ZipFile(io.BytesIO(after.data)) as file:
        now = {
            info.filename.replace("\\", "/").lstrip("/").lower(): info.CRC
            for info in file.infolist()
        }
    sheet, book = before.sheets[0], before.workbook_part
    parts = ["[Content_Types].xml", "_rels/.rels", book, relations_part(book), sheet.part]
    parts += [
        *before.related(book, "styles"),
        *(table.part for table in scan_sheet(before, sheet.name).tables),
    ]
    changing = {part.lower() for part in parts}
    for name, crc in ((member.name.lower(), member.crc) for member in before.members):
        goes = plan.insisted and name.startswith(("xl/revisions/", "_xmlsignatures/"))
        assert goes or name in changing or now[name] == crc, name


def reads(path: Path) -> bool:
    """Tell whether the cell reader opens the original at all."""
    try:
        return bool(python_calamine.CalamineWorkbook.from_path(str(path)).sheet_names)
    except python_calamine.CalamineError:
        return False


@pytest.mark.skipif(not FILES, reason="the corpus of real workbooks is not beside this repository")
@pytest.mark.filterwarnings("ignore")
def test_every_real_workbook_is_written_without_harm_or_refused_in_words(tmp_path):
    ends, slow = {}, {}
    for path in FILES:
        start = time.process_time()
        ends[path] = write_one(path, tmp_path / "out.xlsx")
        slow[path] = time.process_time() - start
    readable = sum(end.what != "unreadable" for end in ends.values())
    refused, partly = (
        {path: end.why for path, end in ends.items() if end.what == what}
        for what in ("refused", "partly")
    )
    consent = frozenset(INSISTS)
    still = {
        path: end.why
        for path in (*refused, *partly)
        if (end := write_one(path, tmp_path / "out.xlsx", consent)).why
    }

    assert readable >= 0.95 * len(FILES)
    assert len(refused) <= MAX_REFUSED * readable, refused
    assert len(partly) <= MAX_PARTLY * readable, partly
    assert len(still) <= MAX_REFUSED * readable, still
    assert all(
        any(word in why for word in NAMED) for why in (*refused.values(), *partly.values())
    ), (refused, partly)
    assert max(slow.values()) < MAX_CPU_SECONDS, max(slow, key=lambda path: slow[path])


@pytest.mark.skipif(not FILES, reason="the corpus of real workbooks is not beside this repository")
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_what_was_written(tmp_path):
    names = (
        "chart_bar01",
        "table01",
        "WithConditionalFormatting",
        "SampleSS.strict",
        "DataTypes",
        "comment01",
        "pivot_table",
    )
    written = []
    for path in FILES:
        target = tmp_path / f"{path.stem}.xlsx"
        if path.stem in names and write_one(path, target).what == "wholly":
            written.append(target)
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "ods",
    ]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), *map(str, written)],
        check=True,
        capture_output=True,
        timeout=180,
    )

    assert len(written) >= 3
    for target in written:
        with zipfile.ZipFile(target.with_suffix(".ods")) as file:
            assert 'table:name="本周跟进"' in file.read("content.xml").decode()
