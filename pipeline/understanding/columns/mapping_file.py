"""What was settled for lists of one shape, in a file that people can read and edit: followup-mappings/NAME.toml.

A list's shape is the set of its headers: the next list with the same headers, in any order, is mapped alike.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pipeline.delivery.outbox import Outbox
from pipeline.errors import SettingsError
from pipeline.files import read_text
from schemas.columns import Sheet
from schemas.headers import fold_header
from schemas.texts import Lang, Text

FOLDER: Final = "followup-mappings"
_TABLE: Final = "columns"
_NOTHING: Final = Text("不导入", "keep only")
_UNSURE: Final = "?"
_NO_GOOD_IN_NAMES: Final = re.compile(r"[^\w.-]+")
_LONGEST_NAME: Final = 40

_HEAD: Final = Text(
    """# 这个文件记录名单的每一列对应客户表的哪一列。表头相同的名单，下次导入时直接使用，不再询问。
# 左边是名单里的表头，右边是客户表的列名。可以直接修改右边，保存即可。
# 右边写 "{nothing}"：这一列不填进客户表，内容仍随该行保留在导入记录里。
# 右边带问号的是拿不准的：核对后去掉问号，下次就按它办；留着问号，下次还会再问。
# 可用的列名：{names}
""",
    """# This file says which column of the customer sheet each column of a list fills. Lists with the same headers use it
# without asking again. Left: the header in the list. Right: the column of the customer sheet; change it as you like.
# "{nothing}": the column fills nothing; what it says stays with the row in the import log.
# A question mark on the right: not sure. Take it away once you have checked; while it is there you are asked again.
# Columns to choose from: {names}
""",
)


@dataclass(frozen=True, slots=True)
class MappingFile:
    """One mapping file.

    columns: label of a column (see `labels_of`) → key of the column that it fills, None = nothing; without those that
    nobody has confirmed.
    """

    path: Path
    columns: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Settled:
    """One column as it goes into a mapping file. note: why, in the words of the mapping · sure: it need not be confirmed."""

    header: str
    key: str | None
    note: Text
    sure: bool


def labels_of(headers: Sequence[str]) -> list[str]:
    """Give each column a label that stays the same whatever its place.

    Returns: its folded header; for a second one of the same with its number; for a column without a header its place.
    """
    seen: dict[str, int] = {}
    labels = []
    for place, header in enumerate(headers, start=1):
        folded = fold_header(header) or f"#{place}"
        seen[folded] = seen.get(folded, 0) + 1
        labels.append(folded if seen[folded] == 1 else f"{folded} #{seen[folded]}")
    return labels


def find_mapping(workbook: Path, headers: Sequence[str], sheet: Sheet) -> MappingFile | None:
    """Find the mapping file of a list's shape beside the workbook: the one that names the same headers, in any order.

    Returns: None where there is none; the first by name where two fit.
    Raises:  SettingsError naming file and key, where a file that fits cannot be understood, or the folder not be listed.
    """
    wanted = set(labels_of(headers))
    folder = workbook.parent / FOLDER
    try:
        paths = sorted(folder.glob("*.toml"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise SettingsError(
            Text(
                f"{folder}: 读不了这个文件夹（{reason}）。没有写入。请检查权限，再导入一次",
                f"{folder}: the folder cannot be read ({reason}). Nothing was written. Check its permissions and import again",
            )
        ) from error
    for path in paths:
        if set(_labelled(_table(path))) == wanted:
            return read_mapping(path, sheet)
    return None


def read_mapping(path: Path, sheet: Sheet) -> MappingFile:
    """Read one mapping file (--mapping FILE); it need not name every column of the list.

    Raises: SettingsError naming file and key.
    """
    names = {
        fold_header(name): column.key
        for column in sheet.columns
        if not column.written
        for name in (column.zh, column.en, column.key)
    }
    nothing = {fold_header(word) for word in (*_NOTHING, "")}
    columns: dict[str, str | None] = {}
    for header, (label, target) in _headed(_table(path)).items():
        if isinstance(target, str) and target.strip().endswith((_UNSURE, "？")):
            continue
        folded = fold_header(target) if isinstance(target, str) else None
        if folded is None or (folded not in names and folded not in nothing):
            raise _wrong(path, header, target)
        key = names.get(folded)
        if key is not None and key in columns.values():
            raise _twice(path, header, target)
        columns[label] = key
    return MappingFile(path, columns)


def mapping_text(columns: Sequence[Settled], sheet: Sheet, lang: Lang) -> str:
    """Write a mapping file's text in the team's language.

    Takes:   the columns in the order of the list, each with what it fills.
    """
    names = "、".join(column.header(lang) for column in sheet.columns if not column.written)
    lines = [_HEAD.fill(nothing=_NOTHING, names=names).pick(lang), f"[{_TABLE}]"]
    shown: dict[str, int] = {}
    for place, column in enumerate(columns, start=1):
        header = " ".join(column.header.split()) or f"#{place}"
        folded = fold_header(header) or header
        shown[folded] = shown.get(folded, 0) + 1
        if shown[folded] > 1:
            header = f"{header} #{shown[folded]}"
        target = _NOTHING.pick(lang) if column.key is None else sheet[column.key].header(lang)
        target += "" if column.sure else _UNSURE
        lines.append(
            f"{quoted(header)} = {quoted(target)}  # {' '.join(column.note.pick(lang).split())}"
        )
    return "\n".join(lines) + "\n"


def write_mapping(
    workbook: Path, source: str, columns: Sequence[Settled], sheet: Sheet, lang: Lang
) -> Path:
    """Write the mapping file of a list beside the workbook, over the one of the same shape.

    Takes:   source: name of the list, for the name of the file.
    Returns: where it is.
    Raises:  WriteFailedError where it cannot be written.
    """
    labels = sorted(labels_of([column.header for column in columns]))
    shape = hashlib.sha256("\n".join(labels).encode()).hexdigest()[:6]
    stem = _NO_GOOD_IN_NAMES.sub("-", Path(source).stem).strip("-.")[:_LONGEST_NAME] or "list"
    folder = workbook.parent / FOLDER
    known = [
        path
        for path in sorted(folder.glob("*.toml"))
        if set(_labelled(_table(path))) == set(labels)
    ]
    name = known[0].name if known else f"{stem}-{shape}.toml"
    content = mapping_text(columns, sheet, lang).encode()
    return Outbox(workbook, folder).put(name, content, lambda path: isinstance(_table(path), dict))


def quoted(text: str) -> str:
    """Give a text as a TOML string: JSON's escapes are TOML's, but for the delete sign."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _table(path: Path) -> Mapping[str, Any]:
    try:
        values = tomllib.loads(read_text(path))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(
            Text(
                f"{path.name}: 读不了这个对应表（{error}）。请改正，或先把它移走",
                f"{path.name}: the mapping cannot be read ({error}). Mend the file, or move it away",
            )
        ) from error
    table = values.get(_TABLE)
    if not isinstance(table, dict):
        raise SettingsError(
            Text(
                f"{path.name}: 缺少 [{_TABLE}] 一节。请补上，或删除这个文件重新导入",
                f"{path.name}: there is no section [{_TABLE}]. Add it, or delete the file and import again",
            )
        )
    return table


def _headed(table: Mapping[str, Any]) -> dict[str, tuple[str, Any]]:
    """Give each header of the file with its label and what stands to its right."""
    headed = {}
    for header, target in table.items():
        name, sign, number = header.rpartition(" #")
        bare = (
            header
            if header.startswith("#")
            else f"{fold_header(name)} #{number}"
            if sign and number.isdigit()
            else fold_header(header) or header
        )
        headed[header] = (bare, target)
    return headed


def _labelled(table: Mapping[str, Any]) -> list[str]:
    return [label for label, _ in _headed(table).values()]


def _wrong(path: Path, header: str, target: Any) -> SettingsError:
    return SettingsError(
        Text(
            f'{path.name}: "{header}" 的右边是 {target!r}，客户表里没有这一列。请改成文件开头列出的列名，或 "{_NOTHING.zh}"',
            f'{path.name}: "{header}" goes to {target!r}, which is no column of the customer sheet. Use a name listed at the top '
            f'of the file, or "{_NOTHING.en}"',
        )
    )


def _twice(path: Path, header: str, target: Any) -> SettingsError:
    return SettingsError(
        Text(
            f'{path.name}: 有两列都对应到 {target!r}（第二个是 "{header}"）。请只留一个，另一个改成 "{_NOTHING.zh}"',
            f'{path.name}: two columns go to {target!r} (the second is "{header}"). Keep one, set the other to "{_NOTHING.en}"',
        )
    )
