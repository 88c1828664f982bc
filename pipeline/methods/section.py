"""One mapping of a YAML file, read key by key: each error names file, line and key, and no key is left unread."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

import yaml

from pipeline.errors import SettingsError
from schemas.texts import Text

Read = TypeVar("Read")

_NO_KEY = Text("缺少这个键", "this key is missing")
_UNKNOWN = Text("没有这个键；可用的有：{known}", "there is no such key; known here: {known}")
_REPEATED = Text("这个键写了两次", "this key is written twice")
_NOT_A = Text("应为{what}", "must be {what}")
MAPPING = Text("一组“键: 值”", "a group of key: value")
LIST = Text("列表 [ … ]", "a list [ … ]")
TEXT = Text("文字", "a text")
WHOLE = Text("不小于 {least} 的整数", "a whole number of {least} or more")
NUMBER = Text("不小于 0 的数", "a number of 0 or more")
NUMBERS = Text("{count} 个不小于 0 的数", "a list of {count} numbers of 0 or more")
YES_NO = Text("true 或 false", "true or false")


@dataclass(slots=True)
class Section:
    """A mapping node with its place: file, and the dotted path of keys that leads to it."""

    file: str
    path: str
    node: yaml.Node
    entries: dict[str, yaml.Node] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Take the mapping apart, refusing repeated keys."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.error(self.path, self.node, _NOT_A.fill(what=MAPPING))
        for key, value in self.node.value:
            if key.value in self.entries:
                raise self.error(self.place(key.value), key, _REPEATED)
            self.entries[key.value] = value

    def place(self, key: str) -> str:
        """Give the dotted path of a key."""
        return f"{self.path}.{key}" if self.path else key

    def error(self, path: str, node: yaml.Node, what: Text) -> SettingsError:
        """Make the error for one place of the file: file, line, key, what is wrong."""
        file = node.start_mark.name if node.start_mark else self.file
        line = (
            f":{node.start_mark.line + 1}" if node.start_mark and node.start_mark.line >= 0 else ""
        )
        place = Text(f"{file}{line}:{path}:", f"{file}{line}: {path}: ")
        return SettingsError(Text(f"{place.zh}{what.zh}。", f"{place.en}{what.en}."))

    def wrong(self, key: str, what: Text) -> SettingsError:
        """Make the error for one key that is there."""
        return self.error(self.place(key), self.entries.get(key, self.node), what)

    def __contains__(self, key: str) -> bool:
        """Tell whether an optional key is there."""
        self.asked.add(key)
        return key in self.entries

    def need(self, key: str) -> yaml.Node:
        """Give a key's node; SettingsError where it is missing."""
        if key not in self:
            raise self.error(self.place(key), self.node, _NO_KEY)
        return self.entries[key]

    def section(self, key: str) -> "Section":
        """Give a mapping inside this one."""
        return Section(self.file, self.place(key), self.need(key))

    def sections(self, key: str) -> Iterator["Section"]:
        """Give the mappings of a list."""
        for number, node in enumerate(self._items(key), start=1):
            yield Section(self.file, f"{self.place(key)}[{number}]", node)

    def whole(self, key: str, least: int = 0) -> int:
        """Give a whole number."""
        return self._scalar(key, lambda node: _whole(node, least), WHOLE.fill(least=least))

    def number(self, key: str) -> float:
        """Give a number of 0 or more."""
        return self._scalar(key, _number, NUMBER)

    def yes(self, key: str) -> bool:
        """Give a flag; False where the key is missing."""
        return key in self and self._scalar(key, _flag, YES_NO)

    def text(self, key: str) -> str:
        """Give a plain text."""
        return self._scalar(key, _plain, TEXT)

    def both(self, key: str) -> Text:
        """Give a text in both languages."""
        part = self.section(key)
        text = Text(part.text("zh"), part.text("en"))
        part.done()
        return text

    def wholes(self, key: str, least: int = 0) -> tuple[int, ...]:
        """Give a list of whole numbers, at least one."""
        numbers = [_whole(node, least) for node in self._items(key)]
        if not numbers or None in numbers:
            what = Text("列表，每项是{one}", "a list, each item {one}").fill(
                one=WHOLE.fill(least=least)
            )
            raise self.wrong(key, _NOT_A.fill(what=what))
        return tuple(number for number in numbers if number is not None)

    def numbers(self, key: str, count: int) -> tuple[float, ...]:
        """Give a list of just so many numbers of 0 or more."""
        numbers = [_number(node) for node in self._items(key)]
        if len(numbers) != count or None in numbers:
            raise self.wrong(key, _NOT_A.fill(what=NUMBERS.fill(count=count)))
        return tuple(number for number in numbers if number is not None)

    def words(self, key: str) -> tuple[str, ...]:
        """Give a list of texts, at least one."""
        words = tuple(node.value for node in self._items(key) if isinstance(node, yaml.ScalarNode))
        if not words:
            raise self.wrong(key, _NOT_A.fill(what=LIST))
        return words

    def done(self) -> None:
        """Refuse the first key that nobody asked for."""
        for key in self.entries:
            if key not in self.asked:
                raise self.wrong(key, _UNKNOWN.fill(known=", ".join(sorted(self.asked))))

    def _items(self, key: str) -> list[yaml.Node]:
        node = self.need(key)
        if not isinstance(node, yaml.SequenceNode):
            raise self.wrong(key, _NOT_A.fill(what=LIST))
        return list(node.value)

    def _scalar(self, key: str, read: Callable[[yaml.Node], Read | None], what: Text) -> Read:
        value = read(self.need(key))
        if value is None:
            raise self.wrong(key, _NOT_A.fill(what=what))
        return value


def _plain(node: yaml.Node) -> str | None:
    return node.value if isinstance(node, yaml.ScalarNode) and node.value.strip() else None


def _whole(node: yaml.Node, least: int) -> int | None:
    text = node.value if isinstance(node, yaml.ScalarNode) and not node.style else ""
    return (
        int(text)
        if text.isascii() and text.isdigit() and len(text) <= len("100000") and int(text) >= least
        else None
    )


def _number(node: yaml.Node) -> float | None:
    text = node.value if isinstance(node, yaml.ScalarNode) and not node.style else ""
    return float(text) if text.isascii() and text.replace(".", "", 1).isdigit() else None


def _flag(node: yaml.Node) -> bool | None:
    return (
        {"true": True, "false": False}.get(node.value)
        if isinstance(node, yaml.ScalarNode)
        else None
    )
