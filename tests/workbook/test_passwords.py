"""A workbook with a password to open: unlocked, locked again, and told in words where that does not go."""

from contextlib import suppress
from pathlib import Path

import olefile
import pytest

from pipeline.errors import UnreadableWorkbookError
from pipeline.workbook.file import passwords
from pipeline.workbook.file.package import Package
from pipeline.workbook.file.passwords import decrypted, encrypted, is_encrypted, unlocked

SAMPLE = Path(__file__).parents[2] / "sample_data" / "customers_zh.xlsx"
SECRET = "开门Sesame-1"  # noqa: S105 -- made up


@pytest.fixture(scope="module")
def locked():
    return encrypted(SAMPLE.read_bytes(), SECRET)


@pytest.fixture
def locked_file(locked, tmp_path):
    path = tmp_path / "客户.xlsx"
    path.write_bytes(locked)
    return path


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch):
    monkeypatch.delenv("FOLLOWUP_PASSWORD", raising=False)
    passwords._asked.cache_clear()


def at_a_terminal(monkeypatch, answers):
    questions = []

    def getpass(prompt):
        questions.append(prompt)
        return answers[len(questions) - 1]

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", getpass)
    return questions


def test_locked_and_unlocked_the_workbook_is_the_same_to_the_byte(locked):
    assert is_encrypted(locked)
    assert not is_encrypted(SAMPLE.read_bytes())
    assert decrypted(locked, SECRET) == SAMPLE.read_bytes()


def test_the_password_and_the_content_do_not_stand_in_the_locked_file(locked):
    assert SECRET.encode() not in locked
    assert SECRET.encode("utf-16-le") not in locked
    assert b"PK\3\4" not in locked
    assert b"[Content_Types].xml" not in locked


def test_no_two_locks_are_alike(locked):
    assert encrypted(SAMPLE.read_bytes(), SECRET) != locked


def test_a_locked_package_is_the_workbook_inside_and_the_digest_of_the_file_outside(
    locked_file, monkeypatch
):
    monkeypatch.setenv("FOLLOWUP_PASSWORD", SECRET)
    package = Package.open(locked_file)

    assert package.data == SAMPLE.read_bytes()
    assert package.sha256 != Package.open(SAMPLE).sha256
    assert decrypted(package.sealed(package.data), SECRET) == SAMPLE.read_bytes()
    assert SECRET not in repr(package)


def test_without_a_password_the_message_says_where_to_put_it(locked_file):
    with pytest.raises(UnreadableWorkbookError, match="FOLLOWUP_PASSWORD"):
        Package.open(locked_file)


@pytest.mark.parametrize("wrong", ["开门sesame-1", " " + SECRET, SECRET * 20])
def test_a_wrong_password_is_one_message_without_the_password(locked, wrong):
    with pytest.raises(UnreadableWorkbookError, match="password is wrong") as told:
        decrypted(locked, wrong)
    assert SECRET not in told.value.text.zh
    assert wrong not in told.value.text.en


def test_a_changed_lock_is_told_and_never_gives_other_bytes(locked):
    # Somewhere in the locked content, far behind the header that holds the key.
    for at in (len(locked) // 3, len(locked) // 2, len(locked) * 3 // 4):
        damaged = bytearray(locked)
        damaged[at] ^= 16
        with pytest.raises(UnreadableWorkbookError) as told:
            decrypted(bytes(damaged), SECRET)
        assert "已损坏" in told.value.text.zh


def test_every_damage_to_the_locks_own_description_is_told(locked):
    with olefile.OleFileIO(locked) as file:
        info = file.openstream("EncryptionInfo").read()
    start = locked.index(info[:512])
    for at in range(start, start + 512, 23):
        damaged = bytearray(locked)
        damaged[at] ^= 4
        with suppress(UnreadableWorkbookError):
            assert decrypted(bytes(damaged), SECRET) == SAMPLE.read_bytes()


def test_a_lock_that_asks_for_endless_hashing_is_refused(locked):
    # One digit more, one blank less: the description keeps its length, so only the number is odd.
    greedy = locked.replace(b'spinCount="100000"', b'spinCount="9999999"').replace(
        b"\n    <keyData", b"\n   <keyData"
    )
    assert len(greedy) == len(locked)
    with pytest.raises(UnreadableWorkbookError, match="unknown kind"):
        decrypted(greedy, SECRET)


def test_what_excel_opens_without_asking_is_opened_without_asking(tmp_path):
    # Excel locks some read-only workbooks with a word that every Excel knows.
    path = tmp_path / "a.xlsx"
    path.write_bytes(encrypted(SAMPLE.read_bytes(), "VelvetSweatshop"))
    assert Package.open(path).data == SAMPLE.read_bytes()


def test_what_is_no_locked_workbook_is_told(locked):
    with pytest.raises(UnreadableWorkbookError):
        decrypted(locked[:4096], SECRET)
    with pytest.raises(UnreadableWorkbookError, match="rights management"):
        decrypted(b"\xd0\xcf\x11\xe0" + bytes(5000), SECRET)


def test_the_lock_of_2007_is_opened_and_locked_anew_as_of_2010():
    sample = SAMPLE.parents[2] / "shared" / "corpus" / "poi" / "protected_passtika.xlsx"
    if not sample.exists():
        pytest.skip("the corpus of real workbooks is not beside this repository")
    inside = decrypted(sample.read_bytes(), "tika")
    assert inside.startswith(b"PK")
    assert decrypted(encrypted(inside, "tika"), "tika") == inside


def test_the_environment_goes_before_the_prompt(monkeypatch, locked_file, locked):
    questions = at_a_terminal(monkeypatch, ["typed wrongly"])
    monkeypatch.setenv("FOLLOWUP_PASSWORD", SECRET)
    assert unlocked(locked_file, locked) == (SAMPLE.read_bytes(), SECRET)
    monkeypatch.setenv("FOLLOWUP_PASSWORD", "")
    with pytest.raises(UnreadableWorkbookError, match="password is wrong"):
        unlocked(locked_file, locked)
    assert len(questions) == 1


def test_the_prompt_comes_once_for_each_workbook(monkeypatch, tmp_path, locked):
    questions = at_a_terminal(monkeypatch, [SECRET, SECRET])
    for name in ("a.xlsx", "a.xlsx", "b.xlsx"):
        assert unlocked(tmp_path / name, locked)[1] == SECRET
    assert [question.partition(":")[0] for question in questions] == ["a.xlsx", "b.xlsx"]


def test_an_empty_answer_is_no_password(monkeypatch, tmp_path, locked):
    at_a_terminal(monkeypatch, [""])
    with pytest.raises(UnreadableWorkbookError, match="FOLLOWUP_PASSWORD"):
        unlocked(tmp_path / "a.xlsx", locked)


def test_a_missing_extra_is_told_with_its_command(monkeypatch, locked):
    monkeypatch.setitem(__import__("sys").modules, "msoffcrypto.exceptions", None)
    with pytest.raises(UnreadableWorkbookError, match=r"\.\[password\]"):
        decrypted(locked, SECRET)
