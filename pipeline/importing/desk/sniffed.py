"""What was found out about a list, in the words that people read."""

from collections.abc import Mapping
from typing import Final

from pipeline.understanding.columns.mapping import ColumnMapping
from pipeline.understanding.model import SourceTable
from schemas.columns import CUSTOMERS
from schemas.imports import MappedView, SniffedView, SourceView
from schemas.texts import Lang, Text

KINDS: Final[Mapping[str, Text]] = {
    "delimited": Text("文本表", "text table"),
    "spreadsheet": Text("电子表格", "spreadsheet"),
    "vcard": Text("通讯录（vCard）", "vCards"),
    "remarks": Text("微信备注", "WeChat remarks"),
}
NAMES: Final[Mapping[str, Text]] = {
    "encoding": Text("编码", "encoding"),
    "delimiter": Text("分隔符", "delimiter"),
    "quote": Text("引号", "quote"),
    "escape": Text("转义", "escape"),
    "header": Text("表头行", "header row"),
    "preamble": Text("表头以上", "above the header"),
    "header line": Text("表头的上一行", "upper header line"),
    "repeated header": Text("重复的表头", "header once more"),
    "rule": Text("分隔线", "rule"),
    "total": Text("合计行", "totals"),
    "footer": Text("表尾", "below the table"),
    "blank rows": Text("空行", "blank rows"),
    "day order": Text("日月顺序", "order of day and month"),
    "sheet": Text("工作表", "sheet"),
    "format": Text("格式", "format"),
}


def source_view(
    table: SourceTable, mapping: ColumnMapping, lang: Lang, mapping_file: str = ""
) -> SourceView:
    """Give what was found out about a table, and where its columns go."""
    sniffed = [
        SniffedView(NAMES[one.what].pick(lang), one.value, one.why.pick(lang), one.option, one.sure)
        for one in table.sniffed
    ]
    columns = [
        MappedView(
            column.header or f"#{column.place + 1}",
            CUSTOMERS[column.key].header(lang) if column.key else "",
            column.evidence.pick(lang),
            column.confidence,
            column.sure,
        )
        for column in mapping.columns
    ]
    repairs = [(repair.line, repair.what.pick(lang)) for repair in table.repairs]
    rows = len(table.rows) + len(table.unread)
    kind = KINDS[table.kind].pick(lang)
    return SourceView(table.file, table.sheet, kind, rows, sniffed, columns, repairs, mapping_file)
