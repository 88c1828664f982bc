"""How a new user begins: a copy of the sample, or a blank workbook."""

import itertools
from importlib import resources
from pathlib import Path

from pipeline.errors import cannot_write
from pipeline.workbook.own_sheets.template import write_template
from schemas.texts import Lang


def write_sample(folder: Path, lang: Lang) -> Path:
    """Write the sample workbook into a folder, beside what is there: an existing file is never overwritten.

    Raises: WriteFailedError.
    """
    stem = "客户跟进管理表" if lang == "zh" else "customers"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        names = (f"{stem}{'' if n == 1 else f' ({n})'}.xlsx" for n in itertools.count(1))
        path = next(folder / name for name in names if not (folder / name).exists())
        path.write_bytes(_sample_bytes(lang))
    except OSError as error:
        raise cannot_write(folder, error) from error
    return path


def _sample_bytes(lang: Lang) -> bytes:
    name = f"customers_{lang}.xlsx"
    packed = resources.files("pipeline").joinpath("demo_data", name)
    # In a source checkout the samples still stand where their script made them.
    place = (
        packed if packed.is_file() else Path(__file__).parent.parent.parent / "sample_data" / name
    )
    return place.read_bytes()


def new_workbook(path: Path, lang: Lang) -> None:
    """Make a blank workbook.

    Raises: UsageError where there is a file already, WriteFailedError.
    """
    try:
        write_template(path, lang)
    except OSError as error:
        raise cannot_write(path, error) from error
