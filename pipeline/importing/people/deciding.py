"""From scores to decisions: what is surely one customer, what a person must judge, and what is two.

The score orders pairs; these rules bound what it may do alone. A name alone never merges. A number that is shared does
not merge two full names. What rests on half a name needs more than one number.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.importing.people.blocking import Candidates
from pipeline.importing.people.findings import CONFLICTS, Found
from pipeline.importing.people.records import BLANK, Levels, Records
from pipeline.importing.people.scoring import Scored

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int8]
Words = npt.NDArray[np.object_]

LEAST_SAME: Final = 6.0
"""log2 odds from which a pair is sure, where the rules let it: 64 to 1."""
LEAST_SAME_WITHOUT_NUMBER: Final = 7.0
"""The same where no phone, address or number is shared, only a company or a birthday."""
LEAST_REVIEW: Final = 0.0
"""log2 odds from which a person is asked: as likely as not."""
LEAST_HOPE: Final = -8.0
"""log2 odds from which a pair is scored once more when it is known who is listed how often."""
OVERWHELMING: Final = 20.0
"""log2 odds that can outweigh two names: a married name, a name typed into the wrong cell."""

NUMBERS: Final = ("phones", "emails", "wechat", "identity", "customer_id")

_DENYING: Final = ("phones", "emails", "wechat", "company", "city", "birthday", "address")

_EXACT: Final = (int(Found.SAME), int(Found.PINYIN), int(Found.SOUNDS))
_PARTLY: Final = (int(Found.ACCOUNT), int(Found.TITLE), int(Found.ALIKE), int(Found.PART))


def who(records: Records, scored: Scored) -> npt.NDArray[np.int8]:
    """Give what was found of the customers' own names: of the companies where both customers are companies."""
    both = records.is_company[scored.left] & records.is_company[scored.right]
    return np.where(both, scored.found["company"], scored.found["name"])


def may_be_one(records: Records, some: Candidates, names: Levels) -> Mask:
    """Tell which candidates are worth comparing in full, by their names alone: what it drops, `decide` calls two.

    Two different names of people are outweighed only by what is a person's own.
    """
    companies = records.is_company[some.left] & records.is_company[some.right]
    own = some.own.copy()
    for field in ("birthday", "identity"):
        codes = records.fields[field].codes
        ours, theirs = codes[some.left], codes[some.right]
        own |= (ours != BLANK) & ((ours == theirs) if field == "birthday" else (theirs != BLANK))
    return np.asarray(~np.isin(names, CONFLICTS) | companies | own)


def decide(records: Records, scored: Scored, *, own_homes: bool = False) -> tuple[Mask, Mask]:
    """Tell of each pair whether it is sure, and whether it is for a person to judge; neither: two customers.

    own_homes: an address belongs to one customer in these lists.
    """
    found, score = scored.found, scored.score
    name = who(records, scored)
    companies = records.is_company[scored.left] & records.is_company[scored.right]
    exact, partly = np.isin(name, _EXACT), np.isin(name, _PARTLY)
    conflict = np.isin(name, CONFLICTS)
    vague = (name == Found.ONE_CHARACTER) | (name == Found.BLANK)

    # Beside the name: numbers in common; what is a person's own (colleagues share a switchboard, families a phone);
    # and facts, of which one is not enough by itself.
    numbers = _count(found, NUMBERS)
    born = _born(scored)
    own = _count(found, ("emails", "wechat", "identity")) + born
    facts = _works(found, companies) + born + _lives(found)
    near = np.any(
        [found[field] == Found.ALIKE for field in ("phones", "emails", "identity")], axis=0
    )

    sure = ((exact | partly) & (numbers > 0)) | (
        vague & (own > 0) & (numbers > 0) & (numbers + facts > 1)
    )
    sure &= score >= LEAST_SAME
    spelt = np.isin(name, (Found.SAME, Found.PINYIN)) | (companies & (name == Found.ALIKE))
    by_facts = (spelt & (facts + near > 0)) | ((name == Found.SOUNDS) & (born | (near > 0)))
    by_facts |= partly & (born | (facts + near > 1))
    sure |= by_facts & (score >= LEAST_SAME_WITHOUT_NUMBER)
    denied = (found["identity"] == Found.DIFFERENT) & (score < OVERWHELMING)
    changed = (
        (found["phones"] == Found.DIFFERENT) & (_denials(found, ("emails", "wechat")) > 0) & ~born
    )
    sure &= ~((numbers == 0) & (facts < 2) & changed)  # noqa: PLR2004 -- namesakes at one company: nobody changes everything
    sure &= ~conflict & ~(denied & (numbers + facts < 2))  # noqa: PLR2004 -- two things outweigh a mistyped document
    sure |= conflict & outweighed(records, scored)
    if own_homes:
        sure |= _at_home(records, scored)
    named_only = (numbers + facts + near == 0) & (_denials(found, _DENYING) > 1)
    worth_asking = np.where(conflict, (own > 0) & (numbers + facts > 1), ~named_only)
    review = ~sure & (score >= LEAST_REVIEW) & worth_asking
    return sure, review


def of_one_name(scored: Scored) -> Mask:
    """Tell which pairs bear the very same name and share a number: what joins them to others does not part them."""
    return np.asarray((scored.found["name"] == Found.SAME) & (_count(scored.found, NUMBERS) > 0))


def _denials(found: Mapping[str, Levels], fields: Sequence[str]) -> Numbers:
    """Count the fields that speak against two records of one name."""
    return np.asarray(
        np.sum([found[field] == Found.DIFFERENT for field in fields], axis=0, dtype=np.int8)
    )


def _count(found: Mapping[str, Levels], fields: Sequence[str]) -> Numbers:
    return np.asarray(
        np.sum([found[field] == Found.SAME for field in fields], axis=0, dtype=np.int8)
    )


def _born(scored: Scored) -> Mask:
    """Tell of which pairs the birthdays agree, years and all."""
    return np.asarray(scored.found["birthday"] == Found.SAME)


def _lives(found: Mapping[str, Levels]) -> Mask:
    address, postcode = found["address"], np.isin(found["postcode"], (Found.SAME, Found.ALIKE))
    place = (found["postcode"] == Found.SAME) & np.isin(found["city"], (Found.SAME, Found.ALIKE))
    return np.asarray(
        np.isin(address, (Found.SAME, Found.ALIKE)) | ((address == Found.PART) & postcode) | place
    )


def _works(found: Mapping[str, Levels], companies: Mask) -> Numbers:
    """Count what ties a person to a company, or a company to its people."""
    short = (found["company"] == Found.PART) & (found["city"] == Found.SAME)
    person = ~companies & (np.isin(found["company"], _EXACT) | short)
    contact = companies & np.isin(found["name"], _EXACT)
    domain = companies & (found["emails"] == Found.PART)
    return np.asarray(np.sum([person, contact, domain], axis=0, dtype=np.int8))


def outweighed(records: Records, scored: Scored, *, joined: bool = False) -> Mask:
    """Tell of pairs with two different names whether the rest says all the same that they are one.

    That takes a document in common and one thing more; or, of names in letters, birthday and address, unless just the
    given names differ, as those of twins do. joined: other records say already that they are one; then the document is
    enough, or, of names in letters, a score that does not speak against it.
    """
    found = scored.found
    document = np.isin(found["identity"], (Found.SAME, Found.ALIKE))
    born = _born(scored)
    lives = np.isin(found["address"], (Found.SAME, Found.ALIKE, Found.PART))
    other = np.any([found[field] == Found.SAME for field in NUMBERS if field != "identity"], axis=0)
    ours, theirs = _last_words(records, scored)
    letters = (ours != "") & (theirs != "")
    if joined:
        return np.asarray(document | (letters & (scored.score >= LEAST_REVIEW)))
    with_document = document & (born | lives | other) & (scored.score >= LEAST_SAME_WITHOUT_NUMBER)
    married = letters & (ours != theirs) & born & lives & (scored.score >= OVERWHELMING)
    return np.asarray(with_document | married)


def _at_home(records: Records, scored: Scored) -> Mask:
    """Tell where an address, being a customer's own, says who it is although other fields differ; of names in letters.

    One name at one address outweighs another birthday and document; one surname and birthday, or document, at one place
    another given name.
    """
    found = scored.found
    ours, theirs = _last_words(records, scored)
    surname = (ours != "") & (theirs != "") & (found["name"] != Found.DIFFERENT)
    spelt = np.isin(found["name"], (Found.SAME, Found.ALIKE)) & np.isin(
        found["address"], (Found.SAME, Found.ALIKE)
    )
    known = surname & (_born(scored) | (found["identity"] == Found.SAME)) & _lives(found)
    return np.asarray((known | (surname & spelt)) & (scored.score >= LEAST_SAME_WITHOUT_NUMBER))


def _last_words(records: Records, scored: Scored) -> tuple[Words, Words]:
    """Give the last word of each name in letters, "" of others."""
    coded = records.fields["name"]
    last = np.array(
        [name.tokens[-1] if name.kind == "latin" else "" for name in coded.values] + [""],
        dtype=object,
    )
    return last[coded.codes[scored.left]], last[coded.codes[scored.right]]
