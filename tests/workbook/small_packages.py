"""Small hand-made workbooks: one sheet 客户 with the given rows, and whatever other parts a trap needs."""

import io
import zipfile

from test_writer_patch import MAIN, OFFICE, STYLES

from pipeline.workbook.file.package import Package

PACKAGES = "http://schemas.openxmlformats.org/package/2006"
SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def relations(*items, namespace=OFFICE):
    """Give a relationships part of (kind or whole type, target) pairs, numbered rId1 on."""
    inner = "".join(
        f'<Relationship Id="rId{i}" Type="{kind if ":" in kind else f"{namespace}/{kind}"}" Target="{target}"/>'
        for i, (kind, target) in enumerate(items, 1)
    )
    return f'<Relationships xmlns="{PACKAGES}/relationships">{inner}</Relationships>'


def parts_of(  # noqa: PLR0913 -- the parts of a workbook
    rows, *, tail="", names="", book=(), sheet=(), others=None, namespace=MAIN, office=OFFICE
):
    """Give the parts of a workbook.

    names: content of definedNames · book, sheet: relationships of these parts beside the usual ones · others: more
    parts, text or bytes by name.
    """
    others = others or {}
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{KIND}.{kind}+xml"/>'
        for name, kind in ((BOOK, "sheet.main"), (SHEET, "worksheet"), ("xl/styles.xml", "styles"))
    )
    ns = f'xmlns="{namespace}" xmlns:r="{office}"'
    defined = f"<definedNames>{names}</definedNames>" if names else ""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGES}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": relations(("officeDocument", BOOK), namespace=office),
        BOOK: f'<workbook {ns}><workbookPr/><sheets><sheet name="客户" sheetId="1" r:id="rId1"/></sheets>{defined}</workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "worksheets/sheet1.xml"),
            ("styles", "styles.xml"),
            *book,
            namespace=office,
        ),
        SHEET: f"<worksheet {ns}><sheetData>{rows}</sheetData>{tail}</worksheet>",
        "xl/styles.xml": STYLES.replace(MAIN, namespace),
    }
    if sheet:
        parts["xl/worksheets/_rels/sheet1.xml.rels"] = relations(*sheet, namespace=office)
    return {**parts, **others}


def package_of(path, parts, method=zipfile.ZIP_DEFLATED):
    """Write the parts as a file and open it; names go into the zip as they are."""
    with zipfile.ZipFile(path, "w", method) as file:
        for name, content in parts.items():
            info = zipfile.ZipInfo("x", (2026, 1, 1, 0, 0, 0))
            info.filename, info.compress_type = name, method
            file.writestr(info, content)
    return Package.open(path)


def streamed(path, parts):
    """Write the parts as a program that cannot go back does: sizes behind the data."""

    class NoWayBack(io.BytesIO):
        def seekable(self):
            return False

        def tell(self):
            raise OSError

    out = NoWayBack()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    path.write_bytes(out.getvalue())
    return Package.open(path)
