"""What was settled for lists of one shape, in a file that people can read and edit: followup-mappings/NAME.toml."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from schemas.columns import Sheet

FOLDER: Final = "followup-mappings"


@dataclass(frozen=True, slots=True)
class MappingFile:
    """One mapping file. columns: header (see `labels`) → key of the column that it fills, None = fills nothing."""

    path: Path
    columns: Mapping[str, str | None]


def find_mapping(workbook: Path, headers: Sequence[str], sheet: Sheet) -> MappingFile | None:
    """Find the mapping file of a list's shape beside the workbook: the one that names the same headers, in any order.

    Raises: SettingsError naming file and line, where a file there cannot be read.
    """
    del workbook, headers, sheet
    return None


def read_mapping(path: Path, sheet: Sheet) -> MappingFile:
    """Read one mapping file (--mapping FILE).

    Raises: SettingsError naming file and key.
    """
    del sheet
    return MappingFile(path, {})
