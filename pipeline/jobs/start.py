"""How a new user begins: a copy of the sample, or a blank workbook."""

import itertools
from importlib import resources
from pathlib import Path
from typing import Final

from pipeline.delivery.outbox import put_new
from pipeline.errors import UsageError, cannot_write
from pipeline.files import look, make_folder
from pipeline.jobs.method_blank import method_blank
from pipeline.workbook.own_sheets.template import template_bytes
from schemas.texts import Lang, Text

_NOT_XLSX: Final = Text(
    "{path}: 文件名要以 .xlsx 结尾。", "{path}: the file name must end in .xlsx."
)
_NO_FOLDER: Final = Text(
    "{path}: 没有这个文件夹。请先建好,或换一个位置。",
    "{path}: no such folder. Make it first, or choose another place.",
)
_EXISTS: Final = Text(
    "{path}: 文件已存在,没有改动。请换一个文件名。",
    "{path}: the file exists and was left as it is. Choose another name.",
)


SAMPLE: Final = Text("客户跟进管理表", "customers")
"""What the tidy sample is called in the user's folder."""
UNTIDY: Final = Text("我们的客户", "our accounts")
"""What the workbook of a team that never heard of the program is called there."""


def write_sample(folder: Path, lang: Lang) -> Path:
    """Write the sample workbook into a folder, beside what is there: an existing file is never overwritten.

    Raises: WriteFailedError.
    """
    return _write_beside(folder, SAMPLE.pick(lang), f"customers_{lang}.xlsx")


def write_untidy(folder: Path, lang: Lang) -> Path:
    """Write the workbook of a team that never heard of the program; see write_sample."""
    return _write_beside(folder, UNTIDY.pick(lang), f"untidy_{lang}.xlsx")


def _write_beside(folder: Path, stem: str, sample: str) -> Path:
    try:
        make_folder(folder)
        names = (f"{stem}{'' if n == 1 else f' ({n})'}.xlsx" for n in itertools.count(1))
        free = (name for name in names if look(folder / name, follow=False) is None)
        path = folder / next(free)
        put_new(path, _sample_bytes(sample))
    except OSError as error:
        raise cannot_write(folder, error) from error
    return path


def _sample_bytes(name: str) -> bytes:
    packed = resources.files("pipeline").joinpath("demo_data", name)
    # In a source checkout the samples still stand where their script made them.
    place = (
        packed if packed.is_file() else Path(__file__).parent.parent.parent / "sample_data" / name
    )
    return place.read_bytes()


def new_workbook(path: Path, lang: Lang, method: str | None = None) -> None:
    """Make a blank workbook; with a method named, one of that method's own sheets and columns.

    Raises: UsageError where there is a file already or no folder, or the name is no .xlsx; SettingsError for a method
            that nobody knows; WriteFailedError.
    """
    blank = method_blank(method, path.parent, lang) if method else None
    if path.suffix.lower() != ".xlsx":
        raise UsageError(_NOT_XLSX.fill(path=path))
    try:
        if look(path, follow=False) is not None:
            raise UsageError(_EXISTS.fill(path=path))
        put_new(path, template_bytes(lang, blank))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UsageError(_NO_FOLDER.fill(path=path.parent)) from error
    except FileExistsError as error:
        raise UsageError(_EXISTS.fill(path=path)) from error
    except OSError as error:
        raise cannot_write(path, error) from error
