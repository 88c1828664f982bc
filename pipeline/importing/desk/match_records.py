"""Rows of the workbook and of lists as records to be matched: who they say they are."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from pipeline.importing.model import RECORD_COLUMNS
from schemas.identity import phone_key
from schemas.sheets import CellValue

_COMPANY: Final = re.compile(
    r"公司|集团|商行|贸易|工厂|厂$|店$|中心$|酒店|超市|商场|医院|学校|大学|研究所|事务所|工作室|合作社|银行|酒楼|餐厅"
    r"|\b(?:ltd|limited|inc|llc|llp|plc|corp|corporation|company|co|gmbh|ag|kg|as|ab|oy|bv|nv|sa|srl|spa|pty|pte|jsc|ooo|sarl"
    r"|trading|import|export|group|store|stores|shop|factory|industries|international|hotel)\b",
    re.IGNORECASE,
)
_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
_EXTENSION: Final = re.compile(r"(?:转|分机|ext\.?|x)\s*\d+$|(?<=\d{7})-\d{1,5}$", re.IGNORECASE)
_PLUS: Final = re.compile(r"^\s*(?:\+|00)")
_TEXTS: Final = ("wechat", "city", "country", "address", "birthday", "customer_id")


def records(
    columns: Mapping[str, Sequence[CellValue]],
    index: Sequence[int],
    phones: Sequence[tuple[str, ...]],
) -> pd.DataFrame:
    """Give rows as records.

    Takes:   column key → values in normal form, one a row, None = blank; missing columns are unknown throughout ·
             phones: every number of each row's cell (E.164), the one of its normal form too or not.
    Returns: a frame of model.RECORD_COLUMNS with this index.
    """
    count = len(index)
    names = _texts(columns.get("name"), count)
    contacts = _texts(columns.get("contact_person"), count)
    is_company = [
        bool(contact) or bool(_COMPANY.search(name))
        for name, contact in zip(names, contacts, strict=True)
    ]
    found: dict[str, list[Any]] = {
        "name": names,
        "person": [
            contact or ("" if company else name)
            for name, contact, company in zip(names, contacts, is_company, strict=True)
        ],
        "company": [
            name if company else "" for name, company in zip(names, is_company, strict=True)
        ],
        "phones": [
            tuple(dict.fromkeys(filter(None, (number, *more))))
            for number, more in zip(
                _each(columns.get("phone"), count, international), phones, strict=True
            )
        ],
        "emails": _each(
            columns.get("email"), count, lambda cell: (cell.casefold(),) if "@" in cell else ()
        ),
        **{key: _texts(columns.get(key), count) for key in _TEXTS},
    }
    missing = {key: [""] * count for key in RECORD_COLUMNS if key not in found}
    return pd.DataFrame(
        {**found, **missing}, index=list(index), columns=list(RECORD_COLUMNS), dtype=object
    )


def international(phone: str) -> str:
    """Give a phone number in the form +8613800138000 where it is whole, else its bare digits; "" where it is too short."""
    bare = _EXTENSION.sub("", phone.strip())
    digits = phone_key(bare)
    if not digits:
        return ""
    if _PLUS.match(bare):
        return f"+86{digits}" if _MOBILE.fullmatch(digits) else f"+{digits}"
    return f"+86{digits}" if _MOBILE.fullmatch(digits) or bare.startswith("0") else digits


def _texts(cells: Sequence[CellValue] | None, count: int) -> list[str]:
    return _each(cells, count, str)


def _each(
    cells: Sequence[CellValue] | None, count: int, function: Callable[[str], Any]
) -> list[Any]:
    """Give the function's result for each cell as text, worked out once for each distinct one."""
    blank = function("")
    if cells is None:
        return [blank] * count
    texts = ["" if cell is None else str(cell) for cell in cells]
    known = {text: function(text) for text in set(texts)}
    return [known[text] for text in texts]
