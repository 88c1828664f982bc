"""What XlsxWriter cannot write, put into the finished package: extended validations and icons, formulas without values."""

import io
import re
import zipfile

from tables import Table

NO_VALUE = 987654321.125  # stands for "no cached value" until the package is finished
_X14 = 'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
_XM = 'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
_BARS = "{78C0D931-6437-407d-A8EE-F0AAD7539E65}"
_LISTS = "{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"
_STAMP = (2026, 11, 20, 17, 30, 0)
_CUSTOMERS = "xl/worksheets/sheet1.xml"


def finish(workbook: bytes, tables: dict[str, Table]) -> bytes:
    """Give the package with the extended parts added, and every entry dated the same."""
    done = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(done, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename.startswith("xl/worksheets/sheet"):
                content = content.replace(f"<v>{NO_VALUE}</v>".encode(), b"")
            if entry.filename == _CUSTOMERS:
                content = _extend(content.decode(), tables).encode()
            kept = zipfile.ZipInfo(entry.filename, _STAMP)
            kept.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(kept, content, compresslevel=6)
    return done.getvalue()


def _extend(sheet: str, tables: dict[str, Table]) -> str:
    """Add the icons behind the data bars (they share one ext) and the seller list as an ext of its own."""
    bars = re.search(rf'<ext [^>]*uri="{re.escape(_BARS)}">.*?</ext>', sheet, re.DOTALL)
    if bars is None:
        message = "the customer sheet has no extended data bars"
        raise ValueError(message)
    with_icons = bars[0].replace(
        "</x14:conditionalFormattings>", f"{_icons(tables)}</x14:conditionalFormattings>"
    )
    return sheet.replace(bars[0], with_icons + _seller_list(tables))


def _icons(tables: dict[str, Table]) -> str:
    table = tables["customers"]
    letter = table.letter("own:orders")
    steps = "".join(f'<x14:cfvo type="num"><xm:f>{bound}</xm:f></x14:cfvo>' for bound in (0, 1, 3))
    return (
        f'<x14:conditionalFormatting {_XM}><x14:cfRule type="iconSet" priority="90" '
        f'id="{{5F2A3C10-8A4E-4D0B-9C31-0A1B2C3D4E5F}}"><x14:iconSet iconSet="3Stars">{steps}</x14:iconSet></x14:cfRule>'
        f"<xm:sqref>{letter}{table.header_row + 1}:{letter}{table.last_row}</xm:sqref></x14:conditionalFormatting>"
    )


def _seller_list(tables: dict[str, Table]) -> str:
    table, team = tables["customers"], tables["team"]
    letter = table.letter("seller")
    names = f"{team.name}!$A${team.header_row + 1}:$A${team.last_row}"
    return (
        f'<ext {_X14} uri="{_LISTS}"><x14:dataValidations {_XM} count="1"><x14:dataValidation type="list" '
        'errorStyle="warning" allowBlank="1" showInputMessage="1" showErrorMessage="1">'
        f"<x14:formula1><xm:f>{names}</xm:f></x14:formula1>"
        f"<xm:sqref>{letter}{table.header_row + 1}:{letter}{table.last_row + 40}</xm:sqref>"
        "</x14:dataValidation></x14:dataValidations></ext>"
    )
