"""Names of people as parts of file names."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.delivery.file_names import file_names


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
