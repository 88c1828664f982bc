"""What the lowest floor says of odd paths, and which files are told from one another."""

import os

import pytest

from pipeline.errors import SettingsError
from pipeline.files import look, make_folder, read_text, refuse_odd
from pipeline.methods import load_policy
from pipeline.settings.settings import load_settings
from pipeline.workbook.own_sheets.made_alike import made_alike
from pipeline.workbook.own_sheets.plain_book import plain_book


@pytest.mark.parametrize("action", [look, read_text, refuse_odd, make_folder])
def test_a_zero_byte_in_a_name_is_an_error_of_the_system(tmp_path, action):
    with pytest.raises(OSError, match="Invalid argument"):
        action(tmp_path / "a\0b")


def test_a_policy_named_with_a_zero_byte_is_refused_in_words(tmp_path):
    with pytest.raises(SettingsError, match="cannot be read"):
        load_policy("a\0b.yaml", folder=tmp_path)


def test_a_pipe_beside_the_workbook_is_no_settings_file(tmp_path):
    os.mkfifo(tmp_path / "followup.toml")
    with pytest.raises(SettingsError, match="not an ordinary file"):
        load_settings(tmp_path / "book.xlsx")


def test_a_damaged_workbook_is_not_taken_for_ours(tmp_path):
    whole = plain_book("a", ["b"], [])
    path = tmp_path / "a.xlsx"
    path.write_bytes(whole)
    assert made_alike(path, plain_book("c", ["d"], [["e"]]))
    place = whole.index(b"docProps/core.xml") + len("docProps/core.xml")
    path.write_bytes(whole[:place] + b"\xff" * 40 + whole[place + 40 :])
    assert not made_alike(path, whole)
