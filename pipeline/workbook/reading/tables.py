"""What lies over the cells of a sheet: Excel tables and pivot tables."""

from dataclasses import dataclass

from pipeline.workbook.file.markup import local, parse_xml, whole_number
from pipeline.workbook.file.package import Package
from pipeline.workbook.file.references import Range, parse_range


@dataclass(frozen=True, slots=True)
class SheetTable:
    """An Excel table: name, part, range with header and totals, column names, columns that Excel computes.

    calculated: 1-based Excel columns · can_grow: neither a query nor an XML map feeds it.
    """

    name: str
    part: str
    ref: Range
    columns: tuple[str, ...]
    has_header: bool
    totals_rows: int
    calculated: frozenset[int]
    can_grow: bool

    @property
    def has_totals(self) -> bool:
        """Tell whether the last row is a totals row."""
        return self.totals_rows > 0


def sheet_tables(package: Package, part: str) -> tuple[SheetTable, ...]:
    """Read the tables of a sheet; one whose range cannot be read is left out."""
    found = (_read_table(package, name) for name in package.related(part, "table"))
    return tuple(table for table in found if table is not None)


def _read_table(package: Package, name: str) -> SheetTable | None:
    root = parse_xml(package.read(name))
    ref = parse_range(root.get("ref", ""))
    if ref is None:
        return None
    columns = [item for child in root if local(child) == "tableColumns" for item in child]
    computed = [
        ref.left + index
        for index, item in enumerate(columns)
        if any(local(c) == "calculatedColumnFormula" for c in item)
    ]
    return SheetTable(
        root.get("displayName", root.get("name", "")),
        name,
        ref,
        tuple(item.get("name", "") for item in columns),
        root.get("headerRowCount", "1") != "0",
        whole_number(root.get("totalsRowCount", "0") or "0"),
        frozenset(computed),
        root.get("tableType", "worksheet") == "worksheet",
    )


def pivot_areas(package: Package, part: str) -> tuple[Range, ...]:
    """Give the ranges that pivot tables of a sheet fill."""
    areas = []
    for name in package.related(part, "pivotTable"):
        for child in parse_xml(package.read(name)):
            area = parse_range(child.get("ref", "")) if local(child) == "location" else None
            areas += [area] if area else []
    return tuple(areas)
