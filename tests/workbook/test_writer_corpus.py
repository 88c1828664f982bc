"""Real workbooks of other projects: a clear refusal or a harmless write, nothing else."""

import datetime as dt
import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
import python_calamine

from pipeline.errors import FollowupError, WriteFailedError
from pipeline.workbook.obstacles import obstacles
from pipeline.workbook.package import Package
from pipeline.workbook.plan import ColumnPatch, NewColumn, Plan
from pipeline.workbook.scan import scan_sheet
from pipeline.workbook.verify import verify_written
from pipeline.workbook.write import write_patched
from schemas.sheets import OwnedSheet, SheetColumn

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
FILES = sorted(CORPUS.rglob("*.xls[xm]")) if CORPUS.is_dir() else []
AS_OF = dt.date(2026, 11, 23)
OWNED = OwnedSheet(
    "due", "本周跟进", "由 followup 生成", [SheetColumn("客户", 20, "wrap"), SheetColumn("日期", 12, "date")],
    [("甲", AS_OF), ("乙", None)], {}, {0: "alarm"},
)  # fmt: skip
MAX_REFUSED = 0.05


def plan_for(package: Package) -> Plan:
    """One free cell, one new column right of everything, one sheet of ours."""
    sheet = package.sheets[0].name
    scan = scan_sheet(package, sheet)
    row, column = max(scan.last_row, 1), scan.last_column + 2
    return Plan(
        AS_OF,
        (NewColumn(sheet, max(scan.first_row, 1), row, column, "等级", "text", 10),),
        (
            ColumnPatch(sheet, column - 1, "下次跟进", "date", [row], [None], [AS_OF], [""]),
            ColumnPatch(sheet, column, "等级", "text", [row + 1], [None], ["外贸A"], [""]),
        ),
        (OWNED,),
    )


def write_one(path: Path, target: Path) -> str:
    """Give what became of a file: unreadable, refused, or written and proven."""
    try:
        package = Package.open(path)
        plan = plan_for(package)
    except FollowupError:
        return "unreadable"
    try:
        if obstacles(package, plan):
            return "refused"
        with target.open("wb") as file:
            write_patched(package, plan, file)
        verify_written(package, target, plan)
    except WriteFailedError as error:
        if "核对" in error.text.zh and reads(path):
            raise
        return "refused"
    again = io.BytesIO()
    write_patched(Package.open(target), Plan(AS_OF, sheets=(OWNED,)), again)
    assert again.getvalue() == target.read_bytes()
    return "written"


def reads(path: Path) -> bool:
    """Tell whether the cell reader opens the original at all."""
    try:
        return bool(python_calamine.CalamineWorkbook.from_path(str(path)).sheet_names)
    except python_calamine.CalamineError:
        return False


@pytest.mark.skipif(not FILES, reason="the corpus of real workbooks is not beside this repository")
@pytest.mark.filterwarnings("ignore")
def test_every_real_workbook_is_written_without_harm_or_refused_in_words(tmp_path):
    ends = {path: write_one(path, tmp_path / "out.xlsx") for path in FILES}

    count = list(ends.values()).count
    assert count("written") + count("refused") >= 0.95 * len(FILES)
    assert count("refused") <= MAX_REFUSED * len(FILES), [str(p) for p, end in ends.items() if end == "refused"]


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
        if path.stem in names and write_one(path, target) == "written":
            written.append(target)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "ods"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), *map(str, written)], check=True, capture_output=True, timeout=180
    )

    assert len(written) >= 3
    for target in written:
        with zipfile.ZipFile(target.with_suffix(".ods")) as file:
            assert 'table:name="本周跟进"' in file.read("content.xml").decode()
