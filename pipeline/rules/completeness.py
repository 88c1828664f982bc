"""Completeness: how full a customer's file is."""

from typing import Any

import numpy as np
import pandas as pd

from pipeline.methods.model import Completeness
from pipeline.rules.frames import Flags, Floats
from schemas.columns import HARD_FACTS, SOFT_FACTS


def completeness(customers: pd.DataFrame, score: Completeness) -> Floats:
    """Score each customer's file from 0 to 100, to one decimal.

    Takes:   the hard and soft facts; an absent column is an empty fact for everybody.
    Returns: 20·filled hard/9 + 80·filled soft/9 with the policy's points; words such as 无 count as empty. Texts
             come trimmed from the reader.
    Raises:  nothing.
    Source:  methods.md §9 [S4].
    """
    # Where there is no column for a contact person, the customer's name is that of the person.
    facts = HARD_FACTS if "contact_person" in customers else ("name", *HARD_FACTS[1:])
    hard = _filled(customers, facts, score.empty_words) / len(HARD_FACTS)
    soft = _filled(customers, SOFT_FACTS, score.empty_words) / len(SOFT_FACTS)
    return np.round(score.hard * hard + score.soft * soft, 1)


def _filled(customers: pd.DataFrame, keys: tuple[str, ...], empty_words: frozenset[str]) -> Floats:
    count = np.zeros(len(customers))
    for key in keys:
        if key in customers:
            count += _is_filled(customers[key], empty_words)
    return count


def _is_filled(column: "pd.Series[Any]", empty_words: frozenset[str]) -> Flags:
    if column.dtype.kind in "fiu":
        return column.notna().to_numpy(dtype=bool)
    texts = pd.Series(column.to_numpy(dtype=object), dtype=object)
    spellings = {
        "",
        *(spelt for word in empty_words for spelt in (word, word.upper(), word.capitalize())),
    }
    return ~(texts.isna() | texts.isin(spellings)).to_numpy(dtype=bool)
