"""The grade columns of the packs that come with the program are known without loading them."""

from pipeline.methods import load_policy
from pipeline.methods.loader import pack_names
from schemas.columns import SHIPPED_LABELS


def test_every_pack_that_grades_is_known_by_its_own_label():
    packs = {name: load_policy(name) for name in pack_names()}
    graded = {name: pack.label_alone for name, pack in packs.items() if pack.tiers}
    assert graded == dict(SHIPPED_LABELS)
