"""Tables as Parquet files, which keep numbers and days as what they are. The library for it is an extra."""

import importlib.util
import io
from pathlib import Path
from typing import Final

import pandas as pd

from pipeline.errors import UsageError
from schemas.texts import Text

_MARK: Final = b"followup export"
"""Stands among the file's own metadata, so that an earlier export is known and may be replaced."""
_MAGIC: Final = b"PAR1"
_END: Final = 8
"""Bytes: every Parquet file ends with the length of its footer and the magic word, four bytes each."""

_LACKING: Final = Text(
    '导出 Parquet 要先安装附加组件：python -m pip install ".[parquet]"（或 pip install pyarrow）',
    'Parquet needs an extra: python -m pip install ".[parquet]" (or pip install pyarrow)',
)


def refuse_without_parquet() -> None:
    """Refuse before the work begins where the library is not installed.

    Raises: UsageError.
    """
    if importlib.util.find_spec("pyarrow") is None:
        raise UsageError(_LACKING)


def parquet_bytes(table: pd.DataFrame) -> bytes:
    """Write a table with its headers; days become days, blank cells nulls."""
    import pyarrow as pa  # noqa: PLC0415 -- an extra, and slow to import
    import pyarrow.parquet as pq  # noqa: PLC0415 -- the same

    days = {str(key): table[key].dt.date for key in table if table[key].dtype.kind == "M"}
    drawn = pa.Table.from_pandas(table.assign(**days), preserve_index=False)
    marked = drawn.replace_schema_metadata({**drawn.schema.metadata, _MARK: b"1"})
    file = io.BytesIO()
    pq.write_table(marked, file)
    return file.getvalue()


def is_parquet_list(path: Path) -> bool:
    """Tell whether a file is a Parquet file of ours, or empty.

    Raises: OSError.
    """
    size = path.stat().st_size
    if size < _END:
        return size == 0
    with path.open("rb") as file:
        file.seek(-_END, io.SEEK_END)
        end = file.read(_END)
        footer = int.from_bytes(end[:4], "little")
        if end[4:] != _MAGIC or footer > size - _END:
            return False
        file.seek(-_END - footer, io.SEEK_END)
        return _MARK in file.read(footer)
