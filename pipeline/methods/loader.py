"""Finding policies: the packs that come with the program, a team's own file, and what it extends."""

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any, Final

import yaml

from pipeline.errors import SettingsError
from pipeline.files import read_text
from pipeline.methods.model import Policy
from pipeline.methods.nodes import (
    CellNumber,
    Number,
    child,
    laid_over,
    numbers_in,
    override,
    override_cells,
    parse,
    with_missing,
)
from pipeline.methods.read_policy import policy_from
from pipeline.methods.section import Section
from schemas.texts import Text

OWN_FILE_ENDINGS: Final = (".yaml", ".yml")
LENT: Final[Mapping[str, tuple[str, ...]]] = {
    "trade": ("checks", "completeness"),
    "prospect": ("pile",),
    "wechat": ("neglect", "batches"),
    "key_accounts": ("key_accounts",),
}
"""Groups of numbers that every method needs, and the pack whose source publishes them; any pack may state its own."""

_NO_CELLS: Final[Mapping[str, CellNumber]] = {}
_NO_PACK: Final = Text(
    "没有名为“{name}”的规则包。可用的有：{known}。",
    'There is no policy pack "{name}". Known: {known}.',
)
_NO_FILE: Final = Text(
    "{file}：读不了这个规则文件（{why}）。", "{file}: this policy file cannot be read ({why})."
)
_NOT_TEXT: Final = Text("不是 UTF-8 文本", "it is not UTF-8 text")
_NOT_PRIMARY: Final = Text(
    "“{name}”只能与别的方法同时使用，不能单独作为主要方法。",
    '"{name}" runs beside another method and cannot be the primary one.',
)


def pack_names() -> tuple[str, ...]:
    """Give the names of the packs that come with the program."""
    folder = resources.files("pipeline.methods") / "packs"
    names = (
        path.name.removesuffix(".yaml") for path in folder.iterdir() if path.name.endswith(".yaml")
    )
    return tuple(sorted(name for name in names if "." not in name))


def load_policy(
    name: str = "trade",
    overrides: Mapping[str, Any] | None = None,
    *,
    folder: Path | None = None,
    cells: Mapping[str, CellNumber] = _NO_CELLS,
) -> Policy:
    """Load a method: a pack that comes with the program, or a team's own file.

    Takes:   the pack's name, or a file ending in .yaml, looked for in `folder`; overrides of single numbers by dotted
             key ({"tiers.E.cadence.months": 5}) or nested mappings; cells of the workbook that override numbers too.
    Returns: the frozen policy.
    Raises:  SettingsError for an unknown pack or file, or naming file, line and key of what is wrong.
    Source:  design.md, methods.md (opening).
    """
    if name.lower().endswith(OWN_FILE_ENDINGS):
        path = (folder or Path()) / name
        return read_policy(_own_text(path), path.name, overrides, cells=cells)
    return read_policy(_pack_text(name), f"{name}.yaml", overrides, cells=cells)


def load_method(
    name: str,
    overrides: Mapping[str, Any] | None = None,
    *,
    folder: Path | None = None,
    cells: Mapping[str, CellNumber] = _NO_CELLS,
) -> Policy:
    """Load a policy that grades customers: as load_policy, but what only runs beside a method is refused."""
    policy = load_policy(name, overrides, folder=folder, cells=cells)
    if not policy.tiers:
        raise SettingsError(_NOT_PRIMARY.fill(name=name))
    return policy


def read_policy(
    text: str,
    file: str,
    overrides: Mapping[str, Any] | None = None,
    *,
    cells: Mapping[str, CellNumber] = _NO_CELLS,
) -> Policy:
    """Read a policy from YAML text; `file` is what errors call it. Raises SettingsError."""
    node = _whole(text, file)
    override(node, overrides or {})
    override_cells(node, cells)
    return policy_from(Section(file, "", node))


def policy_numbers(name: str, *, folder: Path | None = None) -> list[Number]:
    """List the numbers of a method that a team may change; see load_policy."""
    is_own = name.lower().endswith(OWN_FILE_ENDINGS)
    path = (folder or Path()) / name
    text, file = (_own_text(path), path.name) if is_own else (_pack_text(name), f"{name}.yaml")
    return numbers_in(_whole(text, file))


def _whole(text: str, file: str) -> yaml.Node:
    """Read a file with what it extends, and what it borrows from other packs."""
    node = _extended(parse(text, file))
    own = child(node, "pack")
    for pack, keys in LENT.items():
        if not (isinstance(own, yaml.ScalarNode) and own.value == pack):
            node = with_missing(node, parse(_pack_text(pack), f"{pack}.yaml"), keys)
    return node


def _extended(node: yaml.Node) -> yaml.Node:
    """Lay a file over the pack that it extends."""
    base = child(node, "extends")
    if not isinstance(base, yaml.ScalarNode) or not isinstance(node, yaml.MappingNode):
        return node
    rest = [pair for pair in node.value if pair[0].value != "extends"]
    own = yaml.MappingNode(node.tag, rest, node.start_mark, node.end_mark)
    return laid_over(parse(_pack_text(base.value), f"{base.value}.yaml"), own)


def _pack_text(name: str) -> str:
    if name not in pack_names():
        raise SettingsError(_NO_PACK.fill(name=name, known=", ".join(pack_names())))
    return (resources.files("pipeline.methods") / "packs" / f"{name}.yaml").read_text("utf-8")


def _own_text(path: Path) -> str:
    try:
        return read_text(path)
    except OSError as error:
        raise SettingsError(
            _NO_FILE.fill(file=path.name, why=error.strerror or str(error))
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(_NO_FILE.fill(file=path.name, why=_NOT_TEXT)) from error
