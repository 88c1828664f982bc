import socket

import pytest

from pipeline.errors import WorkbookBusyError
from pipeline.workbook.safety.safety import conflict_copies, refuse_if_open


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "客户跟进.xlsx"
    path.write_bytes(b"whole")
    return path


def office_owner(name, narrow=54):
    """Lay out an owner file as Office does: a narrow and a wide copy of the user's name, both padded with blanks."""
    ansi = name.encode("gbk").ljust(narrow, b" ")
    wide = name.ljust(narrow, " ").encode("utf-16-le")
    return bytes([len(name.encode("gbk"))]) + ansi + len(name).to_bytes(2, "little") + wide


@pytest.mark.parametrize(
    ("lock", "content", "program", "who"),
    [
        ("~$客户跟进.xlsx", office_owner("王小明"), "Excel / WPS", "王小明"),
        ("~$客户跟进.xlsx", office_owner("Li Lei", narrow=53), "Excel / WPS", "Li Lei"),
        ("~$客户跟进.xlsx", b"", "Excel / WPS", "未知"),
        (".~客户跟进.xlsx", office_owner("张三"), "WPS", "张三"),
        (
            ".~lock.客户跟进.xlsx#",
            "李四,lisi,OFFICE-PC,23.11.2026 09:15,file:///home/lisi/.config;".encode(),
            "LibreOffice",
            "李四@OFFICE-PC",
        ),
        (".~lock.客户跟进.xlsx#", b",lisi,pc7,23.11.2026 09:15,x;", "LibreOffice", "lisi@pc7"),
        (
            ".~lock.客户跟进.xlsx#",
            b"Wang\\, Amy,amy,pc7,23.11.2026 09:15,x;",
            "LibreOffice",
            "Wang, Amy@pc7",
        ),
    ],
)
def test_an_open_workbook_is_refused_with_program_user_and_the_way_out(
    workbook, lock, content, program, who
):
    workbook.with_name(lock).write_bytes(content)
    with pytest.raises(WorkbookBusyError) as refused:
        refuse_if_open(workbook)
    message = refused.value.message("zh")
    assert f"被 {program} 打开(使用者:{who})" in message
    assert f"删除 {workbook.with_name(lock)}" in message
    assert str(workbook.with_name(lock)) in refused.value.message("en")
    assert refused.value.exit_code == 4


def test_the_lock_of_another_workbook_does_not_matter(workbook):
    workbook.with_name("~$客户.xlsx").write_bytes(office_owner("王小明"))
    workbook.with_name(".~lock.客户跟进2.xlsx#").write_bytes(b"a,b,c,d,e;")
    assert refuse_if_open(workbook) is None
    # the same files count for their own workbooks
    for other in ("客户.xlsx", "客户跟进2.xlsx"):
        workbook.with_name(other).write_bytes(b"whole")
        with pytest.raises(WorkbookBusyError):
            refuse_if_open(workbook.with_name(other))


def test_a_lock_beside_the_target_of_a_link_counts(workbook, tmp_path):
    (tmp_path / "desk").mkdir()
    link = tmp_path / "desk" / "link.xlsx"
    link.symlink_to(workbook)
    assert refuse_if_open(link) is None
    workbook.with_name("~$客户跟进.xlsx").write_bytes(office_owner("王小明"))
    with pytest.raises(WorkbookBusyError, match="王小明"):
        refuse_if_open(link)


def test_copies_of_sync_clients_are_found_and_plain_copies_are_not(workbook):
    host = socket.gethostname()
    conflicts = [
        "客户跟进 (王小明's conflicted copy 2026-11-22).xlsx",
        "客户跟进(冲突文件_王小明_2026-11-22 09.15.10).xlsx",
        "客户跟进-DESKTOP-4F7K2QP.xlsx",
        "客户跟进-LAPTOP-AB12CD3-2.xlsx",
        f"客户跟进-{host}.xlsx",
        "客户跟进-PC7-safeBackup-0001.xlsx",
        "客户跟进.sync-conflict-20261122-091500-ABCDEFG.xlsx",
        "客户跟进_冲突副本.xlsx",
    ]
    others = [
        "客户跟进 副本.xlsx",
        "客户跟进-上海.xlsx",
        "客户跟进2.xlsx",
        "供应商(冲突文件_王小明).xlsx",
        "客户跟进(冲突文件_王小明).pdf",
        "客户跟进-2026.xlsx",
    ]
    for name in conflicts + others:
        workbook.with_name(name).write_bytes(b"x")
    assert sorted(copy.name for copy in conflict_copies(workbook)) == sorted(conflicts)
