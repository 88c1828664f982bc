"""A workbook with a password to open: unlocked, locked again, and told in words where that does not go."""

from pathlib import Path

import pytest

from pipeline.errors import UnreadableWorkbookError
from pipeline.workbook.package import Package
from pipeline.workbook.passwords import decrypted, encrypted, is_locked, password_from_environment

SAMPLE = Path(__file__).parents[2] / "sample_data" / "customers_zh.xlsx"
SECRET = "开门Sesame-1"  # noqa: S105 -- made up


@pytest.fixture(scope="module")
def locked():
    return encrypted(SAMPLE.read_bytes(), SECRET)


def test_locked_and_unlocked_the_workbook_is_the_same_to_the_byte(locked):
    assert is_locked(locked)
    assert not is_locked(SAMPLE.read_bytes())
    assert decrypted(locked, SECRET) == SAMPLE.read_bytes()


def test_the_password_does_not_stand_in_the_locked_file(locked):
    assert SECRET.encode() not in locked
    assert SECRET.encode("utf-16-le") not in locked


def test_without_a_password_the_message_says_that_one_is_needed(locked):
    with pytest.raises(UnreadableWorkbookError) as told:
        Package.from_bytes(Path("客户.xlsx"), locked)
    assert "密码" in told.value.text.zh


@pytest.mark.parametrize("wrong", ["", "开门sesame-1", " " + SECRET, SECRET * 20])
def test_a_wrong_password_is_one_message_without_the_password(locked, wrong):
    with pytest.raises(UnreadableWorkbookError) as told:
        decrypted(locked, wrong)
    assert "密码" in told.value.text.zh
    assert SECRET not in told.value.text.zh
    assert not wrong.strip() or wrong not in told.value.text.en


def test_a_changed_lock_is_told_and_never_gives_other_bytes(locked):
    # Somewhere in the locked content, far behind the header that holds the key.
    for at in (len(locked) // 3, len(locked) // 2, len(locked) * 3 // 4):
        damaged = bytearray(locked)
        damaged[at] ^= 16
        with pytest.raises(UnreadableWorkbookError) as told:
            decrypted(bytes(damaged), SECRET)
        assert "已损坏" in told.value.text.zh


def test_what_is_no_locked_workbook_is_told(locked):
    with pytest.raises(UnreadableWorkbookError):
        decrypted(locked[:4096], SECRET)
    with pytest.raises(UnreadableWorkbookError):
        decrypted(b"\xd0\xcf\x11\xe0" + bytes(5000), SECRET)


def test_the_password_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv("FOLLOWUP_PASSWORD", SECRET)
    assert password_from_environment() == SECRET
    monkeypatch.setenv("FOLLOWUP_PASSWORD", "")
    assert password_from_environment() is None
