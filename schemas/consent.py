"""What the program does only when it is told to: each word that may follow --insist, what it allows, and what that costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from schemas.texts import Text

Insist = Literal["locked", "signature", "shared"]
INSISTS: Final[tuple[Insist, ...]] = get_args(Insist)
NOTHING: Final[frozenset[Insist]] = frozenset()


@dataclass(frozen=True, slots=True)
class Consent:
    """What may be written all the same, and what becomes of the feature that stands in the way."""

    what: Text
    cost: Text


CONSENTS: Final[Mapping[Insist, Consent]] = {
    "locked": Consent(
        Text(
            "受保护工作表的锁定单元格，受保护结构里的新表",
            "locked cells, and new sheets in a workbook of protected structure",
        ),
        Text("保护和密码原样保留", "protection and passwords stay as they are"),
    ),
    "signature": Consent(
        Text("带数字签名的文件", "a digitally signed file"),
        Text(
            "签名会被移除，因为任何改动都会使它失效",
            "the signature is removed, for any change breaks it",
        ),
    ),
    "shared": Consent(
        Text("旧式“共享工作簿”", "a legacy shared workbook"),
        Text(
            "共享会结束，修订记录被移除，和在 Excel 里取消共享一样",
            "the sharing ends and its change log goes, as when Excel stops sharing",
        ),
    ),
}


def way_out(word: Insist) -> Text:
    """Say how to agree and what it costs, to be put behind what was refused."""
    cost = CONSENTS[word].cost
    return Text(
        f"，或加 --insist {word} 照样写入（{cost.zh}）",
        f", or add --insist {word} to write all the same ({cost.en})",
    )
