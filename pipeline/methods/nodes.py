"""Policies as YAML nodes: reading text, laying one pack over another, and changing single numbers.

Every node keeps the file and line that it came from, so that an error names the place where it was written.
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import yaml

from pipeline.errors import SettingsError
from schemas.texts import Text

SETTINGS_FILE: Final = "followup.toml"

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The loader in C takes a fifth of the time; where it was not built, the other one does the same."""
_NUMBER: Final = re.compile(r"\d+(\.\d+)?|true|false")
_NOT_YAML: Final = Text(
    "{file}：{line}：不是有效的 YAML。", "{file}:{line}: this is not valid YAML."
)
_EMPTY: Final = Text("{file}：文件是空的。", "{file}: the file is empty.")
_NUMBERS_ONLY: Final = Text(
    "这里只能换成数字或 true/false", "only a number or true/false can stand here"
)
_WORDS_ONLY: Final = Text("这里只能换成文字", "only a word can stand here")
_NO_SUCH_KEY: Final = Text("规则包里没有这个键", "the pack has no such key")


@dataclass(frozen=True, slots=True)
class CellNumber:
    """A number of the policy as typed into a workbook, and the address of its cell."""

    value: Any
    cell: str


def parse(text: str, file: str) -> yaml.Node:
    """Read YAML text as nodes; `file` is what errors call it. Raises SettingsError."""
    try:
        node = yaml.compose(_Named(text, file), Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SettingsError(_NOT_YAML.fill(file=file, line=line)) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise SettingsError(_NOT_YAML.fill(file=file, line=1)) from error
    if node is None:
        raise SettingsError(_EMPTY.fill(file=file))
    return node


class _Named(io.StringIO):
    """A text with a name, which every mark bears, so that an overridden value can name another file than its neighbours."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.name = name


def child(node: yaml.Node, key: str) -> yaml.Node | None:
    """Give the value of a key, or of a place in a list counted from 1; None where there is none."""
    if isinstance(node, yaml.SequenceNode):
        items: list[yaml.Node] = node.value
        return (
            items[int(key) - 1]
            if key.isascii() and key.isdigit() and 0 < int(key) <= len(items)
            else None
        )
    pairs: list[tuple[yaml.Node, yaml.Node]] = (
        node.value if isinstance(node, yaml.MappingNode) else []
    )
    return next((value for name, value in pairs if name.value == key), None)


def laid_over(base: yaml.Node, top: yaml.Node) -> yaml.Node:
    """Lay one mapping over another: groups are joined key by key, anything else of the top one replaces the base's."""
    if not (isinstance(base, yaml.MappingNode) and isinstance(top, yaml.MappingNode)):
        return top
    own = {name.value: value for name, value in top.value}
    known = {name.value for name, _ in base.value}
    joined = [
        (name, laid_over(value, own[name.value]) if name.value in own else value)
        for name, value in base.value
    ]
    # Keys that stand only in the top file come last; one written twice there stays twice and is refused later.
    joined += [pair for pair in top.value if pair[0].value not in known]
    return yaml.MappingNode(base.tag, joined, top.start_mark, top.end_mark)


def with_missing(node: yaml.Node, common: yaml.Node, keys: tuple[str, ...]) -> yaml.Node:
    """Lay a mapping over some groups of another one; keys that it does not name are taken as they are."""
    if not (isinstance(node, yaml.MappingNode) and isinstance(common, yaml.MappingNode)):
        return node
    own = {name.value: value for name, value in node.value}
    lent = {name.value: (name, value) for name, value in common.value if name.value in keys}
    joined = [
        (name, laid_over(lent[name.value][1], value) if name.value in lent else value)
        for name, value in node.value
    ]
    added = [pair for key, pair in lent.items() if key not in own]
    return yaml.MappingNode(node.tag, [*joined, *added], node.start_mark, node.end_mark)


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a policy that a team may change: its dotted key, its value, and where it comes from."""

    key: str
    value: str
    source: str


def numbers_in(node: yaml.Node, path: str = "", source: str = "") -> list[Number]:
    """List the numbers under a node, each with the nearest source above it."""
    if isinstance(node, yaml.ScalarNode):
        return (
            [Number(path, node.value, source)]
            if not node.style and _NUMBER.fullmatch(node.value)
            else []
        )
    if isinstance(node, yaml.SequenceNode):
        values = [part.value for part in node.value if isinstance(part, yaml.ScalarNode)]
        if len(values) < len(node.value):
            parts = enumerate(node.value, start=1)
            return [
                number
                for place, part in parts
                for number in numbers_in(part, f"{path}.{place}", source)
            ]
        is_numbers = values and all(map(_NUMBER.fullmatch, values))
        return [Number(path, "-".join(values), source)] if is_numbers else []
    own = child(node, "source")
    nearest = own.value if isinstance(own, yaml.ScalarNode) else source
    found: list[Number] = []
    for name, value in node.value:
        if name.value not in ("touchpoints", "unclassified", "is_default", "beside", "is_pile"):
            found += numbers_in(value, f"{path}.{name.value}" if path else name.value, nearest)
    return found


def override(root: yaml.Node, numbers: Mapping[str, Any], place: str = SETTINGS_FILE) -> None:
    """Replace single numbers (or lists of them, or words) of a pack; only what is there can be replaced.

    Takes:   dotted key → value, or nested mappings; `place` is what errors call it.
    Raises:  SettingsError naming place and key.
    """
    for path, value in _flat(numbers):
        _replace(root, path, value, place)


def override_cells(root: yaml.Node, cells: Mapping[str, CellNumber]) -> None:
    """Replace single numbers by what stands in cells of the workbook: 5, 是, 1-1-2-3."""
    for path, typed in cells.items():
        is_list = isinstance(_find(root, path, typed.cell)[1], yaml.SequenceNode)
        _replace(root, path, _cell_value(typed.value, is_list=is_list), typed.cell)


def _cell_value(value: Any, *, is_list: bool) -> Any:
    if is_list:
        return [
            _cell_value(part, is_list=False)
            for part in re.split(r"[-–、，,;；\s]+", str(value))
            if part
        ]
    text = str(value).strip()
    if text.lower() in ("是", "yes", "true", "否", "no", "false"):
        return text.lower() in ("是", "yes", "true")
    if not re.fullmatch(r"\d+(\.\d+)?", text):
        return text
    return int(float(text)) if float(text).is_integer() else float(text)


def _flat(numbers: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in numbers.items():
        place = f"{path}.{key}" if path else str(key)
        if isinstance(value, Mapping):
            yield from _flat(value, place)
        else:
            yield place, value


def _replace(root: yaml.Node, path: str, value: Any, place: str) -> None:
    parent, old = _find(root, path, place)
    values = value if isinstance(old, yaml.SequenceNode) else [value]
    if isinstance(old, yaml.MappingNode) or not isinstance(values, list) or not values:
        raise _override_error(path, _NUMBERS_ONLY, place)
    first = old.value[0] if isinstance(old, yaml.SequenceNode) and old.value else old
    wants_word = isinstance(first, yaml.ScalarNode) and not _NUMBER.fullmatch(first.value)
    if not all(
        isinstance(one, str) == wants_word and isinstance(one, (int, float, str)) for one in values
    ):
        raise _override_error(path, _WORDS_ONLY if wants_word else _NUMBERS_ONLY, place)
    mark = yaml.Mark(place, 0, -1, 0, None, 0)
    scalars = [
        yaml.ScalarNode("", one if wants_word else str(one).lower(), mark, mark) for one in values
    ]
    new: yaml.Node = (
        yaml.SequenceNode("", scalars, mark, mark)
        if isinstance(old, yaml.SequenceNode)
        else scalars[0]
    )
    parent.value = [(name, new if node is old else node) for name, node in parent.value]


def _find(root: yaml.Node, path: str, place: str) -> tuple[yaml.MappingNode, yaml.Node]:
    node, parent = root, root
    for key in path.split("."):
        found = child(node, key)
        if found is None:
            raise _override_error(path, _NO_SUCH_KEY, place)
        parent, node = node, found
    if not isinstance(parent, yaml.MappingNode):
        raise _override_error(
            path, _NO_SUCH_KEY, place
        )  # an item of a list: the whole list is replaced
    return parent, node


def _override_error(path: str, what: Text, place: str) -> SettingsError:
    return SettingsError(Text(f"{place}：{path}：{what.zh}。", f"{place}: {path}: {what.en}."))
