"""Whether an address of these lists is shared by families and colleagues, or one customer's own, as a number is.

Where families are listed there are parents, couples, brothers and sisters at one address, and among some
thirty such pairs one of twins. Where hardly two different people are ever found at one address, two at one address with one surname
and one birthday are no twins, but one customer under two given names.
"""

from typing import Final, NamedTuple

import numpy as np

from pipeline.importing.people.blocking import Candidates
from pipeline.importing.people.findings import CONFLICTS, Found
from pipeline.importing.people.records import BLANK, Levels, Records

_ENOUGH: Final = 200
"""Pairs of one name at one address that must be seen before their absence of neighbours says something."""
_HARDLY: Final = 0.03
"""Pairs of different people at one address for each of one name, up to which an address is a customer's own: were one in
thirty of them twins, or father and son of one name, one merge in a thousand would be wrong."""


class Homes(NamedTuple):
    """What pairs that share an address are. one: of one name · two: of different names, birthdays and documents."""

    one: int
    two: int

    @property
    def are_own(self) -> bool:
        """Tell whether an address belongs to one customer here."""
        return self.one >= _ENOUGH and self.two <= _HARDLY * self.one


def seen_at_home(records: Records, pairs: Candidates, names: Levels) -> Homes:
    """Count pairs at one address, spelt alike; names: what was found of each pair's names."""

    def shared(field: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        codes = records.fields[field].codes
        return np.asarray((codes[pairs.left] != BLANK) & (codes[pairs.left] == codes[pairs.right]))

    home = shared("address")
    others = home & np.isin(names, CONFLICTS) & ~shared("birthday") & ~shared("identity")
    return Homes(int((home & (names == Found.SAME)).sum()), int(others.sum()))
