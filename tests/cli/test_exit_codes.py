"""Exit codes are what scripts of the users' own go by: none may change, each says what it means."""

import pytest

from pipeline import errors
from pipeline.errors import ExitCode, FollowupError


def test_no_code_has_changed():
    assert {code.name: int(code) for code in ExitCode} == {
        "DONE": 0,
        "SET_ASIDE": 1,
        "USAGE": 2,
        "UNREADABLE": 3,
        "BUSY": 4,
        "SETTINGS": 5,
        "WRITE_FAILED": 6,
        "SOME_FAILED": 7,
    }


@pytest.mark.parametrize("code", ExitCode)
def test_every_code_says_what_it_means_in_both_languages(code):
    assert code.meaning.zh
    assert code.meaning.en


def test_every_error_ends_with_a_code_of_its_own():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    mine = [kind.exit_code for kind in kinds if kind.__base__ is FollowupError]
    assert len(mine) == len(set(mine)) == 5
