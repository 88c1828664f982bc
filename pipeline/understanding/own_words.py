"""The meanings of a team's words under the names that settings give them, and back."""

from collections.abc import Mapping
from typing import Final

from pipeline.understanding.facts.words import (
    DEAL,
    DO_NOT_DISTURB,
    JUDGED,
    NOTHING,
    OWN_TIER,
    Meaning,
    fold_word,
)
from schemas.headers import fold_header
from schemas.meanings import TIER_LETTERS

_MEANINGS: Final = {
    **{code: Meaning(DEAL, code) for code in ("ordered", "sample", "lost", "not_needed")},
    **{code: Meaning(JUDGED, code) for code in ("strong", "ordinary", "none")},
    **{letter: Meaning(OWN_TIER, letter) for letter in TIER_LETTERS},
    "do_not_disturb": Meaning(DO_NOT_DISTURB, "yes"),
    "nothing": Meaning(NOTHING),
}
"""Code of schemas.meanings → what it fills."""
_CODES: Final = {meaning: code for code, meaning in _MEANINGS.items()}

OwnWords = Mapping[str, Mapping[str, Meaning]]
"""Folded header → folded word → what it means, as a team has set it."""


def own_words(values: Mapping[str, Mapping[str, str]]) -> OwnWords:
    """Give the words of the settings as the rules take them.

    Takes: header → word → code of schemas.meanings.
    """
    return {
        fold_header(header): {fold_word(word): _MEANINGS[code] for word, code in words.items()}
        for header, words in values.items()
    }


def code_of(meaning: Meaning) -> str:
    """Give the code of schemas.meanings for what a word means."""
    return _CODES[meaning]
