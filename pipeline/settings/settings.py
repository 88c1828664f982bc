"""`followup.toml` beside the workbook: what a team may set. Every key is declared here; any other is an error."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final

from pipeline.errors import SettingsError
from pipeline.files import look, read_text
from pipeline.settings.limits import DEFAULT_LIMITS, Limits
from pipeline.settings.mail import MailSettings, read_mail_settings
from schemas.columns import SHEETS, Column, Sheet
from schemas.consent import INSISTS, NOTHING, Insist
from schemas.headers import fold_header
from schemas.meanings import MEANINGS, TIER_LETTERS, meaning_code
from schemas.texts import Lang, Text

FILE_NAME: Final = "followup.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a team has set; the defaults where it has set nothing.

    lang: zh or en, None = the workbook's own headers · policy: name of the pack, or the team's own .yaml file beside the
    settings · secondary: packs that add a grade of their own · policy_numbers: dotted key → value,
    changes single numbers of the pack · sheets: kind → sheet name · columns: kind → key → header as the team writes it
    · skip_tiers: seller → tiers without due dates · calendar: country → year → its days, checked by pipeline.rules.days · keep_backups: how many · limits: how much a
    workbook may ask of the computer · insist: what the team agrees to once and for all, see schemas.consent · mail: how
    letters are sent, None = not set up.
    """

    lang: Lang | None = None
    policy: str = "trade"
    policy_numbers: Mapping[str, Any] = field(default_factory=dict)
    sheets: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    skip_tiers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    calendar: Mapping[str, Mapping[Any, Any]] = field(default_factory=dict)
    keep_backups: int = 20
    secondary: tuple[str, ...] = ()
    limits: Limits = DEFAULT_LIMITS
    insist: frozenset[Insist] = NOTHING
    mail: MailSettings | None = None
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Header of a column of the team's own → word → its meaning, a code of schemas.meanings."""


def load_settings(workbook: Path, config: Path | None = None) -> Settings:
    """Read the settings beside a workbook, or the file that is named.

    Returns: the defaults where there is no file.
    Raises:  SettingsError naming file and key.
    """
    path = config or workbook.parent / FILE_NAME
    try:
        if config is None and look(path) is None:
            return Settings()
        values = tomllib.loads(read_text(path))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(
            Text(
                f'{path.name}: 读不了这个设置文件({error})。请改正（中文的键要加引号："潜力" = "意向"），或先把它移走',
                f"{path.name}: the settings cannot be read ({error}). Mend the file (a key with anything but plain letters stands in quotes), or move it away",
            )
        ) from error
    return _Reader(path.name).settings(values)


class _Reader:
    """Turns the parsed file into Settings, naming file and key of whatever is wrong."""

    def __init__(self, file: str) -> None:
        self.file = file

    def settings(self, values: Mapping[str, Any]) -> Settings:
        self._refuse_unknown(
            "",
            values,
            {
                "lang",
                "policy",
                "policy_numbers",
                "sheets",
                "columns",
                "sellers",
                "calendar",
                "keep_backups",
                "secondary",
                "limits",
                "insist",
                "mail",
                "values",
            },
        )
        lang = values.get("lang")
        if lang not in (None, "zh", "en"):
            raise self._wrong("lang", "zh / en")
        keep = values.get("keep_backups", Settings().keep_backups)
        if not isinstance(keep, int) or isinstance(keep, bool) or keep < 1:
            raise self._wrong("keep_backups", "1, 2, 3 …")
        policy = values.get("policy", Settings().policy)
        if not isinstance(policy, str):
            raise self._wrong("policy", '"trade"')
        return Settings(
            lang,
            policy,
            dict(self._table("policy_numbers", values)),
            self._sheets(self._table("sheets", values)),
            self._columns(self._table("columns", values)),
            self._skip_tiers(self._table("sellers", values)),
            self._table("calendar", values),
            keep,
            self._secondary(values),
            self._limits(self._table("limits", values)),
            self._insist(values),
            read_mail_settings(self._table("mail", values), self.file)
            if "mail" in values
            else None,
            self._words(self._table("values", values)),
        )

    def _secondary(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        names = values.get("secondary", [])
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise self._wrong("secondary", '["abc"]')
        return tuple(names)

    def _insist(self, values: Mapping[str, Any]) -> frozenset[Insist]:
        words = values.get("insist", [])
        if not isinstance(words, list) or not set(words) <= set(INSISTS):
            raise self._wrong("insist", str(list(INSISTS)).replace("'", '"'))
        return frozenset(words)

    def _sheets(self, values: Mapping[str, Any]) -> dict[str, str]:
        return {
            self._sheet("sheets", name).key: self._text(f"sheets.{name}", value)
            for name, value in values.items()
        }

    def _columns(self, values: Mapping[str, Any]) -> dict[str, dict[str, str]]:
        by_sheet = {}
        for name in values:
            sheet = self._sheet("columns", name)
            mapped = self._table(name, values, "columns")
            by_sheet[sheet.key] = {
                self._column(sheet, f"columns.{name}.{header}", header).key: self._text(
                    f"columns.{name}.{header}", value
                )
                for header, value in mapped.items()
            }
        return by_sheet

    def _words(self, values: Mapping[str, Any]) -> dict[str, dict[str, str]]:
        return {
            header: {
                word: self._meaning(f"values.{header}.{word}", meaning)
                for word, meaning in self._table(header, values, "values").items()
            }
            for header in values
        }

    def _meaning(self, key: str, value: Any) -> str:
        code = meaning_code(value) if isinstance(value, str) else None
        if code is None:
            words = [*(text.zh for text in MEANINGS.values()), *MEANINGS, *TIER_LETTERS]
            raise self._wrong(key, "、".join(words))
        return code

    def _skip_tiers(self, values: Mapping[str, Any]) -> dict[str, frozenset[str]]:
        skipped = {}
        for seller in values:
            table = self._table(seller, values, "sellers")
            self._refuse_unknown(f"sellers.{seller}.", table, {"skip_tiers"})
            tiers = table.get("skip_tiers", [])
            if not isinstance(tiers, list) or not all(isinstance(tier, str) for tier in tiers):
                raise self._wrong(f"sellers.{seller}.skip_tiers", '["E"]')
            skipped[seller] = frozenset(tiers)
        return skipped

    def _limits(self, values: Mapping[str, Any]) -> Limits:
        self._refuse_unknown("limits.", values, {item.name for item in fields(Limits)})
        for name, value in values.items():
            if not isinstance(value, int) or isinstance(value, bool) or value < 1:
                raise self._wrong(f"limits.{name}", f"1, 2, 3 … ({getattr(DEFAULT_LIMITS, name)})")
        return replace(DEFAULT_LIMITS, **values)

    def _sheet(self, table: str, name: str) -> Sheet:
        for sheet in SHEETS.values():
            if fold_header(name) in {sheet.key, fold_header(sheet.zh), fold_header(sheet.en)}:
                return sheet
        raise self._wrong(f"{table}.{name}", "、".join(sheet.zh for sheet in SHEETS.values()))

    def _column(self, sheet: Sheet, key: str, header: str) -> Column:
        for column in sheet.columns:
            if (
                fold_header(header) in {fold_header(column.zh), fold_header(column.en)}
                or header == column.key
            ):
                return column
        raise self._wrong(key, "、".join(column.zh for column in sheet.columns))

    def _table(self, name: str, values: Mapping[str, Any], parent: str = "") -> Mapping[str, Any]:
        table = values.get(name, {})
        if not isinstance(table, Mapping):
            raise self._wrong(
                f"{parent}.{name}".lstrip("."), f"[{parent}.{name}]".replace("[.", "[")
            )
        return table

    def _text(self, key: str, value: Any) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(key, '"…"')
        return value

    def _refuse_unknown(self, prefix: str, values: Mapping[str, Any], known: set[str]) -> None:
        for name in values:
            if name not in known:
                raise self._wrong(f"{prefix}{name}", "、".join(sorted(known)))

    def _wrong(self, key: str, allowed: str) -> SettingsError:
        return SettingsError(
            Text(
                f"{self.file}: 设置项 {key} 不对。可以写:{allowed}",
                f"{self.file}: the setting {key} is wrong. Allowed: {allowed}",
            )
        )
