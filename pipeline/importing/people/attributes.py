"""Two phones, addresses, birthdays … held against each other: one function a field, with shipped weights.

Weights are m over u: m, how often this is found between two records of one customer, is shipped; u, how often between
two customers, comes from how common the value is in the lists. For numbers that name a person u is a share of such
numbers that two customers share (families, offices, typing errors), over the number of records.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from pipeline.importing.people.findings import Finding, Found, rare, weight

PUBLIC_DOMAINS: Final = frozenset(
    (
        *(
            "qq.com",
            "vip.qq.com",
            "foxmail.com",
            "163.com",
            "126.com",
            "yeah.net",
            "vip.163.com",
            "188.com",
            "sina.com",
        ),
        *(
            "sina.cn",
            "sohu.com",
            "139.com",
            "189.cn",
            "wo.cn",
            "aliyun.com",
            "tom.com",
            "21cn.com",
            "gmail.com",
        ),
        *(
            "googlemail.com",
            "hotmail.com",
            "outlook.com",
            "live.com",
            "msn.com",
            "yahoo.com",
            "yahoo.com.cn",
            "yahoo.cn",
        ),
        *(
            "icloud.com",
            "me.com",
            "mac.com",
            "aol.com",
            "gmx.de",
            "gmx.net",
            "web.de",
            "mail.ru",
            "yandex.ru",
            "proton.me",
        ),
        *(
            "protonmail.com",
            "zoho.com",
            "hotmail.co.uk",
            "yahoo.co.uk",
            "yahoo.co.in",
            "rediffmail.com",
            "naver.com",
        ),
    )
)
_FULL_DATE, _DIGITS_OF_DATE = 10, 8
_LANDLINE: Final = re.compile(r"\+86(?!1[3-9])|0\d{9,11}$|[48]00")
_NUMBER: Final = re.compile(r"\d+")


class Counts(NamedTuple):
    """How many customers have each value, how many have the field, and how many records there are."""

    of: Mapping[str, int]
    filled: int
    records: int


Compare = Callable[[Any, Any, Counts], Finding]


def count(held: Iterable[tuple[Any, int]], records: int) -> Counts:
    """Count the values of a field, of each one of a cell that holds several; of an e-mail address its domain too.

    held: each value with a customer who has it; a customer known to be listed twice counts once.
    """
    holders = {(single, holder) for value, holder in held for single in _singles(value)}
    return Counts(
        Counter(single for single, _ in holders),
        len({holder for _, holder in holders}),
        max(records, 1),
    )


def _singles(value: Any) -> Iterator[str]:
    if isinstance(value, tuple):
        yield from value
        yield from (_domain(single) for single in value if "@" in single)
    else:
        yield value


def _shared(counts: Counts, value: str, by_chance: float) -> float:
    return (by_chance + max(counts.of[value] - 2, 0)) / counts.records


def _nearly(one: str, other: str, least: int) -> bool:
    return min(len(one), len(other)) >= least and OSA.distance(one, other, score_cutoff=1) <= 1


def compare_phones(one: tuple[str, ...], other: tuple[str, ...], counts: Counts) -> Finding:
    """Compare two sets of phones: the rarest that they share, or two that are one digit apart.

    The numbers of one office lie side by side; mobile ones were given out at random.
    """
    common = set(one) & set(other)
    if common:
        return Finding(
            Found.SAME,
            weight(0.75, min(_shared(counts, phone, _by_chance(phone)) for phone in common)),
        )
    if any(_nearly(a, b, 8) for a in one for b in other):
        beside = (
            0.1
            if any(_nearly(a, b, 8) for a in one for b in other if not _LANDLINE.match(a))
            else 1.0
        )
        return Finding(Found.ALIKE, weight(0.06, beside / counts.records))
    return Finding(Found.DIFFERENT, weight(0.35, 1.0))


def _by_chance(phone: str) -> float:
    """Give the share of such phones that two customers share: a Chinese number that is no mobile one is an office's."""
    return 2.0 if _LANDLINE.match(phone) else 0.03


def _domain(address: str) -> str:
    return address[address.rfind("@") :]


def compare_emails(one: tuple[str, ...], other: tuple[str, ...], counts: Counts) -> Finding:
    """Compare two sets of addresses: one in common, one mistyped, one person at two hosts, or one company's domain."""
    common = set(one) & set(other)
    if common:
        return Finding(
            Found.SAME, weight(0.7, min(_shared(counts, address, 0.03) for address in common))
        )
    if any(_nearly(a, b, 9) for a in one for b in other):
        return Finding(Found.ALIKE, weight(0.05, 0.3 / counts.records))
    domains = {_domain(a) for a in one} & {_domain(b) for b in other}
    own = {domain for domain in domains if domain[1:] not in PUBLIC_DOMAINS}
    if own:
        share = min(rare(counts.of[domain], counts.filled, 1e-3, 300.0) for domain in own)
        return Finding(Found.PART, weight(0.2, share))
    return Finding(Found.DIFFERENT, weight(0.4, 1.0))


def compare_wechat(one: str, other: str, counts: Counts) -> Finding:
    """Compare two WeChat names."""
    if one == other:
        return Finding(Found.SAME, weight(0.75, _shared(counts, one, 0.03)))
    if _nearly(one, other, 6):
        return Finding(Found.ALIKE, weight(0.05, 0.3 / counts.records))
    return Finding(Found.DIFFERENT, weight(0.4, 1.0))


def compare_identity(one: str, other: str, counts: Counts) -> Finding:
    """Compare two numbers of documents or registers."""
    if one == other:
        return Finding(Found.SAME, weight(0.8, _shared(counts, one, 0.01)))
    if _nearly(one, other, 6):
        return Finding(Found.ALIKE, weight(0.1, 0.05 / counts.records))
    return Finding(Found.DIFFERENT, weight(0.05, 1.0))


def compare_customer_id(one: str, other: str, counts: Counts) -> Finding:
    """Compare two customer numbers: lists that number on their own share numbers by chance, so it says little."""
    if one == other:
        return Finding(Found.SAME, weight(0.5, _shared(counts, one, 0.3)))
    return Finding(Found.DIFFERENT, 0.0)


def compare_city(one: str, other: str, counts: Counts) -> Finding:
    """Compare two places: 杭州 is a part of 浙江杭州."""
    if one == other:
        return Finding(Found.SAME, weight(0.8, rare(counts.of[one], counts.filled, 1e-3, 100.0)))
    if one in other or other in one:
        common = max(counts.of[one], counts.of[other])
        return Finding(Found.PART, weight(0.3, max(0.02, rare(common, counts.filled, 1e-3, 100.0))))
    if one.isascii() and _nearly(one, other, 5):
        return Finding(Found.ALIKE, weight(0.1, 0.005))
    return Finding(Found.DIFFERENT, weight(0.15, 1.0))


def compare_country(one: str, other: str, counts: Counts) -> Finding:
    """Compare two countries or states."""
    if one == other:
        return Finding(Found.SAME, weight(0.95, max(0.05, counts.of[one] / counts.filled)))
    return Finding(Found.DIFFERENT, weight(0.1, 1.0))


def compare_postcode(one: str, other: str, counts: Counts) -> Finding:
    """Compare two postcodes."""
    if one == other:
        return Finding(Found.SAME, weight(0.8, rare(counts.of[one], counts.filled, 2e-3, 100.0)))
    if _nearly(one, other, 4):
        return Finding(Found.ALIKE, weight(0.12, 0.01))
    return Finding(Found.DIFFERENT, weight(0.15, 1.0))


def compare_birthday(one: str, other: str, counts: Counts) -> Finding:
    """Compare two birthdays: ISO dates, or --MM-DD."""
    if one == other and len(one) == _FULL_DATE:
        return Finding(
            Found.SAME, weight(0.85, rare(counts.of[one], counts.filled, 1 / 15000, 1000.0))
        )
    if one[-5:] == other[-5:] and min(len(one), len(other)) < _FULL_DATE:
        return Finding(Found.PART, weight(0.85, 1 / 365))
    if one[:4] == other[:4] and one[5:7] + one[8:] == other[8:] + other[5:7]:
        return Finding(Found.ALIKE, weight(0.02, 1 / 15000))
    if (
        min(len(one), len(other)) >= _DIGITS_OF_DATE
        and OSA.distance(one, other, score_cutoff=1) <= 1
    ):
        return Finding(Found.ALIKE, weight(0.08, 0.003))
    return Finding(Found.DIFFERENT, weight(0.03, 1.0))


def compare_address(one: str, other: str, counts: Counts) -> Finding:
    """Compare two addresses, folded: spelling aside, the numbers in them must agree."""
    if one == other:
        return Finding(Found.SAME, weight(0.5, rare(counts.of[one], counts.filled, 1e-5, 1000.0)))
    ours, theirs = set(_NUMBER.findall(one)), set(_NUMBER.findall(other))
    if ours & theirs or not (ours and theirs):
        if fuzz.token_sort_ratio(one, other) >= 80:  # noqa: PLR2004 -- measured on addresses mistyped on purpose
            return Finding(Found.ALIKE, weight(0.3, 5e-4))
        if fuzz.token_set_ratio(one, other) >= 90 or (  # noqa: PLR2004 -- the same
            ours & theirs and fuzz.partial_ratio(one, other) >= 75  # noqa: PLR2004 -- the same
        ):
            return Finding(Found.PART, weight(0.15, 5e-3))
    elif fuzz.token_sort_ratio(one, other) >= 88:  # noqa: PLR2004 -- the same
        return Finding(Found.PART, weight(0.06, 5e-3))
    return Finding(Found.DIFFERENT, weight(0.25, 1.0))


COMPARE: Final[Mapping[str, Compare]] = {
    "phones": compare_phones,
    "emails": compare_emails,
    "wechat": compare_wechat,
    "identity": compare_identity,
    "customer_id": compare_customer_id,
    "birthday": compare_birthday,
    "address": compare_address,
    "postcode": compare_postcode,
    "city": compare_city,
    "country": compare_country,
}
"""Fields beside name and company, those that weigh most first."""
