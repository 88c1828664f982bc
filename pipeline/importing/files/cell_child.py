"""Reads one .xls, .xlsb or .ods from stdin in a process of its own and writes its cells to stdout, a line of JSON a row.

Started by `guarded_cells` as a script: what the file makes the reader do, ends here. Imports nothing of ours.
"""

import datetime as dt
import io
import json
import sys
from collections.abc import Iterator
from typing import Any


def _limit(seconds: int, megabytes: int) -> None:
    try:
        import resource  # noqa: PLC0415 -- POSIX only; elsewhere the parent's clock is the limit
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _plain(value: Any) -> Any:
    """Give what JSON cannot hold in a form that the parent turns back."""
    if isinstance(value, dt.datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, dt.date):
        return {"day": value.isoformat()}
    return str(value)


def _lines(data: bytes, box_cells: int) -> Iterator[Any]:
    import python_calamine  # noqa: PLC0415 -- under the limits

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    for meta in book.sheets_metadata:
        if "WorkSheet" not in str(meta.typ):
            continue
        sheet = book.get_sheet_by_name(meta.name)
        box = (sheet.height or 0) * (sheet.width or 0)
        if box > box_cells:
            yield {"exceeded": "box_cells", "found": box, "sheet": meta.name}
            return
        yield {
            "sheet": meta.name,
            "hidden": "Visible" not in str(meta.visible).rpartition(".")[2],
            "start": sheet.start,
            "merged": sheet.merged_cell_ranges or [],
        }
        yield from sheet.to_python(skip_empty_area=True)


def main() -> None:
    """Take seconds, megabytes and cells as arguments."""
    seconds, megabytes, box_cells = map(int, sys.argv[1:4])
    data = sys.stdin.buffer.read()
    _limit(seconds, megabytes)
    out = io.TextIOWrapper(sys.stdout.buffer, "utf-8", "surrogatepass")
    try:
        for line in _lines(data, box_cells):
            out.write(json.dumps(line, default=_plain) + "\n")
        out.write('{"end": true}\n')
    except Exception as error:  # noqa: BLE001 -- the parent turns any of them into words
        out.write(json.dumps({"error": (str(error).splitlines() or [""])[0][:120]}) + "\n")
    out.flush()


if __name__ == "__main__":
    main()
