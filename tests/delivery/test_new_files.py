"""Names of people as parts of file names, and files that are there whole or not at all."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.delivery.new_files import file_names, write_new
from pipeline.errors import WriteFailedError


def test_an_ordinary_name_stays_as_it_is():
    assert file_names(["林晓芸", "Emma Clarke", "O'Neil"]) == {
        "林晓芸": "林晓芸",
        "Emma Clarke": "Emma Clarke",
        "O'Neil": "O'Neil",
    }


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..",
        "/",
        "C:\\Windows\\x",
        "CON",
        "nul.txt",
        "a\x00b",
        "x\r\ny",
        "甲" * 300,
        " .",
        "a\u202eb",
        "a|b?*",
    ],
)
def test_a_name_as_an_attack_stays_in_its_folder(tmp_path, name):
    part = file_names([name])[name]
    path = tmp_path / f"calendar-{part}.ics"
    path.write_bytes(b"x")
    assert path.resolve().parent == tmp_path.resolve()
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    assert part.casefold().split(".")[0] not in {"con", "nul"}


def test_names_that_differ_in_case_alone_have_files_of_their_own():
    names = file_names(["Emma", "EMMA", "emma "])
    assert len({part.casefold() for part in names.values()}) == 3


@given(st.lists(st.text(max_size=80), unique=True, max_size=6))
def test_no_two_names_share_a_file_and_each_fits_every_system(people):
    parts = file_names(people)
    assert len({part.casefold() for part in parts.values()}) == len(people)
    for part in parts.values():
        assert Path(part).name == part
        assert len(part.encode()) <= 80
        assert not set(part) & set('<>:"/\\|?*\x00\r\n')
        assert part == part.strip(" .")


def test_a_file_that_cannot_be_written_leaves_the_older_one_and_nothing_else(tmp_path, monkeypatch):
    write_new(tmp_path, "a.ics", b"old", ours=False)
    monkeypatch.setattr(
        Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device"))
    )
    with pytest.raises(WriteFailedError, match=r"a\.ics.*No space left"):
        write_new(tmp_path, "a.ics", b"new", ours=False)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("a.ics", b"old")]


def test_the_programs_own_folder_keeps_itself_out_of_version_control(tmp_path):
    write_new(tmp_path / "out", "a.ics", b"x", ours=True)
    assert (tmp_path / "out" / ".gitignore").read_text() == "*\n"
    write_new(tmp_path / "mine", "a.ics", b"x", ours=False)
    assert [file.name for file in (tmp_path / "mine").iterdir()] == ["a.ics"]
