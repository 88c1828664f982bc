"""Locked cells, a locked structure, signatures and shared workbooks: told first, written when the user insists."""

import io
import re
import zipfile

import openpyxl
import pytest
from openpyxl.styles import Protection

ORIGIN = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
SIGNATURE = (
    "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/signature"
)
REVISIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def edited(path, change):
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def repacked(path, added, changed):
    """Add parts to a workbook and change others; changed: name → (old text, new text)."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            for before, after in changed.get(name, ()):
                assert before.encode() in data
                data = data.replace(before.encode(), after.encode(), 1)
            new.writestr(name, data)
        for name, text in added.items():
            new.writestr(name, text)
    path.write_bytes(out.getvalue())


def signed(path):
    repacked(
        path,
        {
            "_xmlsignatures/origin.sigs": "",
            "_xmlsignatures/_rels/origin.sigs.rels": RELATIONS.format(
                f'<Relationship Id="rId1" Type="{SIGNATURE}" Target="sig1.xml"/>'
            ),
            "_xmlsignatures/sig1.xml": "<Signature/>",
        },
        {
            "_rels/.rels": [
                (
                    "</Relationships>",
                    f'<Relationship Id="rIdS" Type="{ORIGIN}" Target="_xmlsignatures/origin.sigs"/></Relationships>',
                )
            ],
            "[Content_Types].xml": [
                (
                    "</Types>",
                    (
                        '<Default Extension="sigs" ContentType="application/vnd.openxmlformats-package.digital-signature-origin"/>'
                        '<Override PartName="/_xmlsignatures/sig1.xml" ContentType="application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml"/></Types>'
                    ),
                )
            ],
        },
    )


def shared(path, extra=()):
    repacked(
        path,
        {
            "xl/revisions/revisionHeaders.xml": "<headers/>",
            "xl/revisions/_rels/revisionHeaders.xml.rels": RELATIONS.format(
                f'<Relationship Id="rId1" Type="{REVISIONS}revisionLog" Target="revisionLog1.xml"/>'
            ),
            "xl/revisions/revisionLog1.xml": "<revisions/>",
            "xl/revisions/userNames.xml": "<users/>",
        },
        {
            "xl/_rels/workbook.xml.rels": [
                (
                    "</Relationships>",
                    (
                        f'<Relationship Id="rIdH" Type="{REVISIONS}revisionHeaders" Target="revisions/revisionHeaders.xml"/>'
                        f'<Relationship Id="rIdU" Type="{REVISIONS}usernames" Target="revisions/userNames.xml"/></Relationships>'
                    ),
                )
            ],
            "[Content_Types].xml": [
                (
                    "</Types>",
                    "".join(
                        f'<Override PartName="/xl/revisions/{name}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{name}+xml"/>'
                        for name in ("revisionHeaders", "revisionLog1", "userNames")
                    )
                    + "</Types>",
                )
            ],
            "xl/workbook.xml": list(extra),
        },
    )


def tiers(path):
    sheet = openpyxl.load_workbook(path)["客户"]
    return [sheet.cell(row, 6).value for row in (2, 3, 4, 5)]


def protect(book):
    book["客户"].protection.sheet = True


def test_locked_cells_are_left_alone_and_the_finding_names_feature_and_flag(followup, team_file):
    edited(team_file, protect)
    result = followup("run", team_file)
    assert result.exit_code == 1
    assert tiers(team_file) == [None] * 4
    assert "注意：没有写锁定的单元格：客户!F2" in result.stdout
    assert "--insist locked" in result.stdout


def test_locked_cells_are_written_when_the_user_insists_and_the_protection_stays(
    followup, team_file
):
    edited(team_file, protect)
    before = openpyxl.load_workbook(team_file)["客户"].protection
    result = followup("run", team_file, "--insist", "locked")
    assert tiers(team_file) == ["等级", "A", "B", "C"]
    after = openpyxl.load_workbook(team_file)["客户"].protection
    assert after.sheet
    assert vars(after) == vars(before)
    assert "客户 受保护" in result.stdout


def test_a_team_may_agree_once_and_for_all_in_its_settings(followup, team_file):
    edited(team_file, protect)
    (team_file.parent / "followup.toml").write_text('insist = ["locked"]', encoding="utf-8")
    followup("run", team_file)
    assert tiers(team_file) == ["等级", "A", "B", "C"]
    (team_file.parent / "followup.toml").write_text('insist = ["lock"]', encoding="utf-8")
    result = followup("run", team_file)
    assert result.exit_code == 5
    assert "insist" in result.stderr


def test_undo_of_a_run_on_locked_cells_needs_the_same_consent_and_says_so(followup, team_file):
    edited(team_file, protect)
    followup("run", team_file, "--insist", "locked")
    edited(team_file, lambda book: book["客户"].__setitem__("B4", "乙公司(新名)"))
    before = team_file.read_bytes()
    for arguments in ((), ("--dry-run",)):
        refused = followup("undo", team_file, *arguments)
        assert refused.exit_code == 6
        assert "--insist locked" in refused.stderr
        assert team_file.read_bytes() == before

    assert followup("undo", team_file, "--insist", "locked").exit_code == 0
    assert tiers(team_file) == [
        "等级",
        None,
        None,
        None,
    ]  # an added column keeps its header for the next run


def test_unlocked_cells_of_a_protected_sheet_need_no_consent(followup, team_file):
    followup("run", team_file)

    def open_columns(book):
        sheet = book["客户"]
        for row in range(3, 7):
            for column in range(6, 11):
                sheet.cell(row, column).protection = Protection(locked=False)
                sheet.cell(row, column).value = None
        sheet.protection.sheet = True

    edited(team_file, open_columns)
    result = followup("run", team_file)
    assert tiers(team_file) == ["等级", "A", "B", "C"]
    assert "--insist" not in result.stdout


def test_new_columns_fit_where_whole_columns_or_ranges_are_open(followup, team_file):
    def open_columns(book):
        sheet = book["客户"]
        sheet.protection.sheet = True
        for letter in "FGH":
            sheet.column_dimensions[letter].protection = Protection(locked=False)

    edited(team_file, open_columns)
    with zipfile.ZipFile(team_file) as file:
        tag = re.search(r"<sheetProtection[^>]*/>", file.read("xl/worksheets/sheet1.xml").decode())[
            0
        ]
    ranges = '<protectedRange sqref="I1:J40" name="free"/>'
    behind = (tag, f"{tag}<protectedRanges>{ranges}</protectedRanges>")
    repacked(team_file, {}, {"xl/worksheets/sheet1.xml": [behind]})
    followup("run", team_file)
    assert tiers(team_file) == ["等级", "A", "B", "C"]
    sheet = openpyxl.load_workbook(team_file)["客户"]
    assert [sheet.cell(2, column).value for column in range(6, 11)].count(None) == 0


def test_a_range_with_a_password_of_its_own_is_not_open(followup, team_file):
    edited(team_file, protect)
    with zipfile.ZipFile(team_file) as file:
        tag = re.search(r"<sheetProtection[^>]*/>", file.read("xl/worksheets/sheet1.xml").decode())[
            0
        ]
    behind = (
        tag,
        f'{tag}<protectedRanges><protectedRange sqref="A1:Z40" name="n" password="CC1A"/></protectedRanges>',
    )
    repacked(team_file, {}, {"xl/worksheets/sheet1.xml": [behind]})
    followup("run", team_file)
    assert tiers(team_file) == [None] * 4


def test_a_locked_structure_keeps_sheets_out_but_not_the_cells(followup, team_file):
    edited(team_file, lambda book: setattr(book.security, "lockStructure", True))
    result = followup("run", team_file)
    assert tiers(team_file) == ["等级", "A", "B", "C"]
    assert "结构受保护" in result.stdout
    assert "--insist locked" in result.stdout
    assert "本周跟进" not in openpyxl.load_workbook(team_file).sheetnames

    result = followup("run", team_file, "--insist", "locked")
    book = openpyxl.load_workbook(team_file)
    assert "本周跟进" in book.sheetnames
    assert book.security.lockStructure
    assert "保护不变" in result.stdout


@pytest.mark.parametrize("arguments", [(), ("--dry-run",)])
def test_a_signed_file_is_refused_by_name_and_nothing_changes(followup, team_file, arguments):
    signed(team_file)
    before = team_file.read_bytes()
    result = followup("run", team_file, *arguments)
    assert result.exit_code == 6
    assert "数字签名" in result.stderr
    assert "--insist signature" in result.stderr
    assert team_file.read_bytes() == before
    assert (
        followup("check", team_file).exit_code == 1
    )  # reading needs no consent; one row is set aside


def test_a_signature_goes_with_all_that_names_it_and_undo_brings_it_back(followup, team_file):
    signed(team_file)
    before = team_file.read_bytes()
    result = followup("run", team_file, "--insist", "signature")
    assert "签名" in result.stdout
    assert tiers(team_file) == ["等级", "A", "B", "C"]
    with zipfile.ZipFile(team_file) as file:
        assert not [name for name in file.namelist() if "xmlsignatures" in name]
        assert b"ignature" not in file.read("_rels/.rels")
        assert b"ignature" not in file.read("[Content_Types].xml")
        assert b"officeDocument" in file.read("_rels/.rels")
    assert followup("run", team_file).exit_code == 1  # unsigned now: no consent needed
    assert followup("undo", team_file).exit_code == 0
    assert team_file.read_bytes() == before


def test_a_shared_workbook_is_refused_by_name_and_stops_being_shared_on_consent(
    followup, team_file
):
    shared(team_file)
    result = followup("run", team_file)
    assert result.exit_code == 6
    assert "共享工作簿" in result.stderr
    assert "--insist shared" in result.stderr

    result = followup("run", team_file, "--insist", "shared")
    assert tiers(team_file) == ["等级", "A", "B", "C"]
    assert "重新共享" in result.stdout
    with zipfile.ZipFile(team_file) as file:
        assert not [name for name in file.namelist() if "revision" in name or "userNames" in name]
        assert b"revision" not in file.read("xl/_rels/workbook.xml.rels") + file.read(
            "[Content_Types].xml"
        )
        assert b"worksheet" in file.read("xl/_rels/workbook.xml.rels")


def test_a_sharing_that_is_protected_itself_is_never_ended(followup, team_file):
    shared(team_file, [("<workbookPr", '<workbookProtection lockRevision="1"/><workbookPr')])
    before = team_file.read_bytes()
    result = followup("run", team_file, "--insist", "shared")
    assert result.exit_code == 6
    assert "受保护的旧式" in result.stderr
    assert team_file.read_bytes() == before
