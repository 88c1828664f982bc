"""How much a workbook may ask of the computer: every limit once, with its words, its unit and its default.

A few kilobytes can claim to be billions of cells. Each limit is checked before anything of that size is built, and
`followup.toml` may set it under [limits] for a file that its owner trusts. Source of the defaults: evidence.md §2.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final

from pipeline.errors import UnreadableWorkbookError
from schemas.texts import Text

_SMALLER: Final = Text(
    "请删去空白行列和多余的表、图片,另存后再试",
    "Remove empty rows and columns, spare sheets and pictures, and save it again",
)
_SAVE_AGAIN: Final = Text(
    "正常的 Excel 文件不会这样,请用 Excel 或 WPS 打开并另存为 .xlsx",
    "Excel never writes this: open the file in Excel or WPS and save it as .xlsx",
)
_FAR_CELLS: Final = Text(
    "请按 Ctrl+End 找到并删除多余的行列,保存后再试",
    "Press Ctrl+End, delete the spare rows and columns, and save it again",
)


def _limit(default: int, zh: str, en: str, mend: Text) -> int:
    declared: int = field(default=default, metadata={"what": Text(zh, en), "mend": mend})
    return declared


@dataclass(frozen=True, slots=True)
class Limits:
    """What one workbook may hold; the names are the keys under [limits]."""

    file_mb: int = _limit(300, "文件大小(MB)", "size of the file in MB", _SMALLER)
    unpacked_mb: int = _limit(1024, "解压后的总大小(MB)", "unpacked size in MB", _SMALLER)
    part_mb: int = _limit(
        256, "一个内部部件解压后的大小(MB)", "unpacked size of one part in MB", _SMALLER
    )
    tree_mb: int = _limit(
        32,
        "一个整体读入的内部部件的大小(MB)",
        "size in MB of a part that is read whole",
        _SAVE_AGAIN,
    )
    elements: int = _limit(
        1_000_000,
        "一个整体读入的内部部件的 XML 元素数",
        "XML elements of a part that is read whole",
        _SAVE_AGAIN,
    )
    depth: int = _limit(200, "XML 嵌套层数", "nesting depth of its XML", _SAVE_AGAIN)
    ratio: int = _limit(
        200, "压缩比(1 MB 以上的部件)", "packing ratio (parts above 1 MB)", _SAVE_AGAIN
    )
    parts: int = _limit(10_000, "内部部件数", "number of parts", _SAVE_AGAIN)
    box_cells: int = _limit(
        12_000_000,
        "有内容区域的单元格数",
        "cells between the first and the last one with content",
        _FAR_CELLS,
    )
    odd_cells: int = _limit(
        12_000_000,
        "写法特殊的表的有内容区域的单元格数",
        "cells between the first and the last one of a sheet that is written in an unusual way",
        _SAVE_AGAIN,
    )
    strings: int = _limit(6_000_000, "共享文本的条数", "number of shared texts", _SMALLER)
    string_kb: int = _limit(
        512, "一条共享文本的大小(KB)", "size of one shared text in KB", _SAVE_AGAIN
    )
    text_mb: int = _limit(
        256, "一张表里全部文字的大小(MB)", "size of all texts of one sheet in MB", _SMALLER
    )
    seconds: int = _limit(
        60, "读一个内部部件的计算时间(秒)", "seconds of computing to read one part", _SMALLER
    )


DEFAULT_LIMITS: Final = Limits()

MB: Final = 1 << 20
KB: Final = 1 << 10
RATIO_FROM: Final = MB
"""Small parts may be packed as tightly as they like: they cannot grow large."""

_USUAL_SIZE: Final = 16 * MB
_MOST: Final = 8
_GROWING: Final = (
    "unpacked_mb",
    "part_mb",
    "tree_mb",
    "elements",
    "box_cells",
    "text_mb",
    "seconds",
)


def limits_for(limits: Limits, size: int) -> Limits:
    """Give the limits for a file of so many bytes: above 16 MB what it may hold grows with it, up to eightfold.

    A full sheet of a million rows comes in a large file, packed eight to twelve times. A small file cannot claim as much,
    however tightly it is packed. The program's own sheets are read whole: those of a million customers are large parts too.
    """
    share = min(max(1.0, size / _USUAL_SIZE), _MOST)
    return (
        limits
        if share == 1
        else replace(limits, **{key: int(getattr(limits, key) * share) for key in _GROWING})
    )


_DECLARED: Final[Mapping[str, Mapping[str, Any]]] = {
    item.name: item.metadata for item in fields(Limits)
}


def exceeded(limits: Limits, key: str, found: int, where: str = "") -> UnreadableWorkbookError:
    """Give the one message for a limit that is passed: which, by how much, how to mend it, how to lift it.

    Takes:   key: name of the limit · found: what the file has, in the limit's unit · where: part or sheet, if known.
    """
    what, mend = _DECLARED[key]["what"], _DECLARED[key]["mend"]
    allowed = getattr(limits, key)
    place = Text(f"({where})", f" ({where})") if where else Text("", "")
    return UnreadableWorkbookError(
        Text(
            f"工作簿过大或内容异常,为安全起见不打开{place.zh}:{what.zh}为 {found:,},上限 {allowed:,}。{mend.zh};"
            f"确认文件可信时,可在 followup.toml 的 [limits] 里调高 {key}",
            f"The workbook is too large or odd and is not opened for safety{place.en}: {what.en} {found:,}, limit {allowed:,}. "
            f"{mend.en}; if you trust the file, raise {key} under [limits] in followup.toml",
        )
    )
