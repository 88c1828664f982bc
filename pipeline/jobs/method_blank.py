"""What a blank workbook of one method holds: its columns, its sheets, and every number that a team may set."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from pipeline.jobs.chosen_methods import METHOD_KEY
from pipeline.methods import Policy, load_policy, pack_names, policy_numbers
from pipeline.methods.keys import key_name
from pipeline.methods.needs import needed_columns, needed_sheets
from pipeline.methods.nodes import Number
from pipeline.settings.settings import Settings
from pipeline.workbook.own_sheets.template import Blank, template_columns
from schemas.columns import (
    CONTACTS,
    CUSTOMERS,
    KEY_ACCOUNTS,
    MESSAGES,
    ORDERS,
    SAMPLES,
    SETTINGS,
    TEAM,
    Column,
    Sheet,
)
from schemas.texts import Lang, Text

_METHOD: Final = Text("这份工作簿按哪个方法跟进", "the method that this workbook is followed up by")
_PART: Final = Text(" › ", " › ")


def method_blank(name: str, folder: Path, lang: Lang) -> Blank:
    """Give what a method's workbook holds.

    Takes:   the name of a pack, or of a team's own file in the folder. One that runs beside others gets the columns of the default method, and its own sheet.
    Returns: the sheets in order with their columns, and the rows of 设置, whose values are blank: the pack's numbers count.
    Raises:  SettingsError for an unknown pack.
    """
    named = load_policy(name, folder=folder)
    pack = name if named.tiers else Settings().policy
    primary = load_policy(pack, folder=folder)
    contents = [(sheet, _columns(sheet, primary)) for sheet in _sheets(primary, named)]
    numbers = (_number_row(primary, one, lang) for one in policy_numbers(pack, folder=folder))
    return Blank(contents, {SETTINGS.key: [_method_row(primary, pack, lang), *numbers]})


def _sheets(primary: Policy, named: Policy) -> Iterator[Sheet]:
    needed = needed_sheets(primary)
    yield from (CUSTOMERS, CONTACTS)
    yield from (sheet for sheet in (ORDERS, SAMPLES) if sheet.key in needed)
    yield TEAM
    if not named.tiers:
        yield KEY_ACCOUNTS
    yield from (MESSAGES, SETTINGS)


def _columns(sheet: Sheet, policy: Policy) -> tuple[Column, ...]:
    """Give a sheet's columns: those of the template, without what only other methods ask for."""
    if sheet.key != CUSTOMERS.key:
        return template_columns(sheet)
    own = needed_columns(policy)
    asked = {key for name in pack_names() for key in needed_columns(load_policy(name))}
    core = {
        column.key
        for column in template_columns(CUSTOMERS)
        if column.key not in asked or column.required or column.fact
    }
    kept = [c for c in CUSTOMERS.columns if c.key in own | core and not c.own_words]
    return (*(c for c in kept if not c.written), *(c for c in kept if c.written))


def _method_row(policy: Policy, pack: str, lang: Lang) -> Mapping[str, str]:
    return {
        "setting": key_name(METHOD_KEY, lang),
        "value": pack,
        "pack_value": pack,
        "meaning": _METHOD.pick(lang),
        "note": policy.name.pick(lang),
    }


def _number_row(policy: Policy, number: Number, lang: Lang) -> Mapping[str, str]:
    return {
        "setting": key_name(number.key, lang),
        "pack_value": number.value,
        "meaning": _meaning(policy, number.key, lang),
        "note": number.source,
    }


def _meaning(policy: Policy, key: str, lang: Lang) -> str:
    """Say in words what a number decides; a tier is called by its letter and name."""
    tiers = {tier.letter: tier for tier in policy.tiers}
    words = key_name(key, lang).replace("_", " ").split(".")
    if len(words) > 1 and words[1] in tiers:
        tier = tiers[words[1]]
        shown, called = policy.tier_label(tier.letter).pick(lang), tier.name.pick(lang)
        words = [f"{shown} ({called})", *words[2:]]
    return _PART.pick(lang).join(words)
