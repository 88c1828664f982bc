"""The name that people put into their own addresses: zhangwei1980@qq.com, wei.zhang@corp.cn and zhang_wei88 are a 张伟's.

It tells who 张总, Kevin Zhang or an unnamed number is, where what stands in the column of names is too little.
"""

import re
from typing import Any, Final

from pipeline.importing.people.names import UNKNOWN, Name

_LETTERS: Final = re.compile(r"[a-z]+")
_LEAST: Final = 5
"""Letters that may be a whole name: li.wei, but not info or sale."""


def account_name(cells: tuple[Any, ...]) -> Name:
    """Read the accounts of one record as a name in letters; cells: e-mail addresses and WeChat names, in small letters."""
    words: set[str] = set()
    for account in cells:
        parts = _LETTERS.findall(account.partition("@")[0])
        words |= {"".join(parts), "".join(parts[-1:] + parts[:-1])}
    whole = frozenset(word for word in words if len(word) >= _LEAST)
    return Name("latin", tokens=tuple(sorted(whole)), sounds=whole) if whole else UNKNOWN
