"""Messages: which text each touch gets, filled in for its customer. The program never sends any to customers."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from pipeline.methods.messages import message_types
from pipeline.methods.touchpoints import Touchpoint
from pipeline.rules.days import country_code
from schemas import touches as t
from schemas.columns import CUSTOMERS
from schemas.headers import fold_header
from schemas.texts import Lang, Text

WRITTEN_WAYS: Final = ("sms", "wechat", "email", "card")
"""The ways in which a text goes out; calls, visits and gifts need none."""

MESSAGE: Final = "message"  # str: the filled text; "" = the library has none
MISSING: Final = "missing"  # str: headers that the text asks for and the customer lacks, joined

_FIELDS: Final = ("contact_person", "name", "seller", "shop", "city", "industry", "country")
_DATE: Final = "date"
_DATE_WORDS: Final = ("日期", "date", "day")
_CHINESE_SPEAKING: Final = frozenset(("CN", "HK", "MO", "TW"))
_BRACES: Final = re.compile(r"\{([^{}]*)\}")
_TURN_DAYS: Final = 28  # texts of one type change about monthly
_MONTHS: Final = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)

UNKNOWN_TYPE: Final = (
    Text("没有这种短信类型", "is no type of message"),
    Text("可以写：{known}", "Use one of: {known}"),
)
UNKNOWN_TIER: Final = (
    Text("不是本方法的等级", "is not a tier of this method"),
    Text(
        "可以写 {known}；适用所有等级就留空", "Use one of {known}, or leave it blank for every tier"
    ),
)
UNKNOWN_PLACE: Final = (
    Text(
        "有程序不认识的占位符：{place}；这条短信没有用上",
        "has a place that is not known: {place}; the text is not used",
    ),
    Text("可以用：{known}", "Known places: {known}"),
)


class LibraryProblem(NamedTuple):
    """A cell of the team's own library that cannot be used: Excel row, column key, short code, what and mend."""

    row: int
    key: str
    code: str
    what: Text
    mend: Text


@dataclass(frozen=True, slots=True)
class Library:
    """All texts: (type, tier, language) → texts that take turns; tier "" = every tier. own: the team's, program: ours."""

    own: Mapping[tuple[str, str, Lang], tuple[str, ...]]
    program: Mapping[tuple[str, str, Lang], tuple[str, ...]]

    def texts(self, kind: str, tier: str, lang: Lang) -> tuple[str, ...]:
        """Give the texts for one type, tier and language: the team's before the program's, the tier's before all."""
        keys = ((kind, tier, lang), (kind, "", lang))
        found = [texts[key] for texts in (self.own, self.program) for key in keys if key in texts]
        return found[0] if found else ()


def read_library(
    own: pd.DataFrame | None, touchpoints: Sequence[Touchpoint], letters: Sequence[str], lang: Lang
) -> tuple[Library, list[LibraryProblem]]:
    """Read the team's own library over the program's.

    Takes:   the typed sheet 短信库 (message_type, tier, language, content), index = Excel row, None = there is none; the
             touchpoints, whose names may stand for their type; the tiers; the language of rows that name none.
    Returns: the library, and what cannot be used.
    Raises:  nothing.
    Source:  methods.md §12.
    """
    program: dict[tuple[str, str, Lang], tuple[str, ...]] = {}
    for kind in message_types():
        for text in kind.texts:
            _add(program, kind.key, text.tiers or ("",), text.text)
    found: dict[tuple[str, str, Lang], tuple[str, ...]] = {}
    problems: list[LibraryProblem] = []
    spellings = _type_spellings(touchpoints)
    for row, kind_word, tier, language, content in _own_rows(own):
        key, trouble = (
            spellings.get(fold_header(kind_word), ""),
            _troubles(row, kind_word, tier, content, spellings, letters),
        )
        problems += trouble
        if not trouble and content and key:
            place: tuple[str, str, Lang] = (
                key,
                tier,
                "en" if language == "en" else "zh" if language == "zh" else lang,
            )
            found[place] = (*found.get(place, ()), content)
    return Library(MappingProxyType(found), MappingProxyType(program)), problems


def _add(
    library: dict[tuple[str, str, Lang], tuple[str, ...]],
    kind: str,
    tiers: Iterable[str],
    text: Text,
) -> None:
    for tier in tiers:
        library[kind, tier, "zh"] = (*library.get((kind, tier, "zh"), ()), text.zh)
        library[kind, tier, "en"] = (*library.get((kind, tier, "en"), ()), text.en)


def _type_spellings(touchpoints: Sequence[Touchpoint]) -> dict[str, str]:
    # People write 圣诞 as well as 圣诞节.
    named = [
        (one, kind.key)
        for kind in message_types()
        for one in (kind.key, *kind.name, kind.name.zh.removesuffix("节"))
    ]
    named += [
        (spelling, one.text) for one in touchpoints for spelling in (one.text, one.key, *one.name)
    ]
    return {fold_header(spelling): key for spelling, key in reversed(named)}


def _own_rows(own: pd.DataFrame | None) -> Iterable[tuple[int, str, str, str, str]]:
    if own is None or own.empty:
        return
    cells = (
        own.reindex(columns=["message_type", "tier", "language", "content"])
        .astype(object)
        .fillna("")
        .astype("str")
    )
    for row, kind, tier, language, content in zip(
        cells.index, *(cells[key] for key in cells), strict=True
    ):
        if kind:
            yield int(row), kind, tier.strip().upper(), language, content


def _troubles(  # noqa: PLR0913 -- one row, and what its cells may hold
    row: int,
    kind: str,
    tier: str,
    content: str,
    spellings: Mapping[str, str],
    letters: Sequence[str],
) -> list[LibraryProblem]:
    found = []
    if fold_header(kind) not in spellings:
        known = Text(
            "、".join(one.name.zh for one in message_types()),
            ", ".join(one.name.en for one in message_types()),
        )
        what, mend = UNKNOWN_TYPE
        found.append(
            LibraryProblem(
                row, "message_type", "message_type_unknown", what, mend.fill(known=known)
            )
        )
    if tier and tier not in letters:
        what, mend = UNKNOWN_TIER
        found.append(
            LibraryProblem(
                row, "tier", "message_tier_unknown", what, mend.fill(known=", ".join(letters))
            )
        )
    wrong = [
        f"{{{place}}}" for place in _BRACES.findall(content) if fold_header(place) not in _places()
    ]
    wrong += [brace for brace in "{}" if brace in _BRACES.sub("", content)]
    if wrong:
        what, mend = UNKNOWN_PLACE
        known = Text(
            "、".join(f"{{{zh}}}" for zh in _known("zh")),
            ", ".join(f"{{{en}}}" for en in _known("en")),
        )
        found.append(
            LibraryProblem(
                row,
                "content",
                "message_place_unknown",
                what.fill(place=" ".join(wrong)),
                mend.fill(known=known),
            )
        )
    return found


def _known(lang: Lang) -> list[str]:
    return [CUSTOMERS[key].header(lang) for key in _FIELDS] + ["日期" if lang == "zh" else "date"]


def _places() -> dict[str, str]:
    """Give every spelling of a place, folded, with the column it stands for."""
    named = {
        fold_header(header): key
        for key in reversed(_FIELDS)
        for header in reversed(CUSTOMERS[key].headers)
    }
    return named | dict.fromkeys(map(fold_header, _DATE_WORDS), _DATE)


def fill_messages(
    touches: pd.DataFrame, customers: pd.DataFrame, library: Library, lang: Lang
) -> pd.DataFrame:
    """Fill in one message a touch.

    Takes:   touches (schemas.touches) that go out in writing; the customers, index = Excel row; the language of the run.
    Returns: MESSAGE and MISSING, same index as the touches. Customers of Chinese-speaking countries get Chinese, of
             other known countries English, of none the language of the run. A contact without a name is the customer.
    Raises:  nothing.
    Source:  methods.md §12.
    """
    people = customers.reindex(touches[t.ROW])
    languages = _languages(people, lang)
    chosen, names = _choose(touches, people, languages, library)
    message = np.full(len(touches), "", dtype=object)
    missing = np.full(len(touches), "", dtype=object)
    for number, text in enumerate(names):
        for language in ("zh", "en"):
            rows = np.flatnonzero((chosen == number) & (languages == language))
            if len(rows):
                message[rows], missing[rows] = _filled(
                    text, people.iloc[rows], touches[t.DATE].iloc[rows], language, lang
                )
    return pd.DataFrame({MESSAGE: message, MISSING: missing}, index=touches.index)


def _languages(people: pd.DataFrame, lang: Lang) -> "np.ndarray[Any, np.dtype[np.object_]]":
    if "country" not in people:
        return np.full(len(people), lang, dtype=object)
    codes, countries = pd.factorize(people["country"].to_numpy(dtype=object))
    known = [country_code(str(country)) for country in countries]
    each = [lang if not code else "zh" if code in _CHINESE_SPEAKING else "en" for code in known]
    return np.array([*each, lang], dtype=object)[codes]


def _choose(
    touches: pd.DataFrame, people: pd.DataFrame, languages: "np.ndarray[Any, Any]", library: Library
) -> tuple["np.ndarray[Any, np.dtype[np.int64]]", list[str]]:
    """Give each touch the number of its text, -1 = none; texts of one type take turns by customer and month."""
    keys = pd.MultiIndex.from_arrays([touches[t.TEXT], touches[t.TIER], languages])
    codes, kinds = pd.factorize(keys)
    days = touches[t.DATE].to_numpy().astype("M8[D]").astype(np.int64)
    hashes = (
        pd.util.hash_array(people["customer_id"].to_numpy(dtype=object)) % np.uint64(1 << 20)
    ).astype(np.int64)
    numbers: dict[str, int] = {}
    chosen = np.full(len(touches), -1, dtype=np.int64)
    for place, (kind, tier, language) in enumerate(kinds):
        texts = library.texts(kind, tier, language)
        if texts:
            rows = np.flatnonzero(codes == place)
            own = np.array([numbers.setdefault(text, len(numbers)) for text in texts])
            chosen[rows] = own[(hashes[rows] + days[rows] // _TURN_DAYS) % len(own)]
    return chosen, list(numbers)


def _filled(
    text: str, people: pd.DataFrame, day: pd.Series, language: Lang, lang: Lang
) -> tuple["np.ndarray[Any, Any]", "np.ndarray[Any, Any]"]:
    """Put the customers' values into one text, piece by piece and whole columns at a time."""
    pieces = _BRACES.split(text)
    message = np.full(len(people), pieces[0], dtype=object)
    missing = np.full(len(people), "", dtype=object)
    places = _places()
    for name, after in zip(pieces[1::2], pieces[2::2], strict=True):
        key = places[fold_header(name)]
        values = _day_words(day, language) if key == _DATE else _values(people, key)
        if key != _DATE:
            missing[(values == "") & (missing == "")] = CUSTOMERS[key].header(lang)
        message = message + values + after
    return message, missing


def _values(people: pd.DataFrame, key: str) -> "np.ndarray[Any, Any]":
    blank = pd.Series("", index=people.index, dtype=object)
    values = people[key].fillna("").astype(object) if key in people else blank
    if key == "contact_person":  # a customer who is a person stands under the name alone
        values = values.where(values != "", people["name"].fillna(""))
    return values.to_numpy(dtype=object)


def _day_words(day: pd.Series, language: Lang) -> "np.ndarray[Any, Any]":
    codes, days = pd.factorize(day)
    words = [
        f"{d.month}月{d.day}日" if language == "zh" else f"{d.day} {_MONTHS[d.month - 1]}"
        for d in days
    ]
    return np.array(words, dtype=object)[codes]
