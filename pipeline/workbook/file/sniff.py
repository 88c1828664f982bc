"""What a file really is, when it is not the workbook that its name promises, and how to mend that."""

import codecs
from typing import Final

from schemas.texts import Text

_SAVE_AS: Final = Text(
    "请用 Excel 或 WPS 打开,另存为“Excel 工作簿 (*.xlsx)”后再试",
    'Open it in Excel or WPS, save it as "Excel Workbook (*.xlsx)", and try again',
)
_SAMPLE: Final = 65_536
_MOSTLY: Final = 0.95


def _say(zh: str, en: str, mend: Text = _SAVE_AS) -> Text:
    return Text(f"{zh}。{mend.zh}", f"{en}. {mend.en}")


EMPTY: Final = _say(
    "文件是空的(0 字节)",
    "The file is empty (0 bytes)",
    Text("请从备份恢复,或重新拷贝一份", "Restore a backup or copy it again"),
)
TRUNCATED: Final = _say(
    "文件不完整,可能没有下载完或拷贝中断",
    "The file is cut off: a download or copy was probably interrupted",
    Text(
        "请重新下载或拷贝;没有别的副本时从备份恢复",
        "Download or copy it again, or restore a backup",
    ),
)
_ENCRYPTED: Final = _say(
    "文件设有打开密码,读不了",
    "The file is protected by a password and cannot be read",
    Text(
        "请在 Excel 或 WPS 里取消打开密码(文件 › 信息 › 保护工作簿),保存后再试",
        "Remove the password in Excel or WPS (File › Info › Protect Workbook), save, and try again",
    ),
)
_OLD_XLS: Final = _say("这是旧的 .xls 格式,不是 .xlsx", "This is the old .xls format, not .xlsx")
_OTHER_OLE: Final = _say(
    "这是旧版 Office 文件,不是 Excel 工作簿", "This is an old Office file, not an Excel workbook"
)
_HTML: Final = _say(
    "这其实是网页(HTML)文件,只是改了扩展名,多由 ERP 导出",
    "This is really a web page (HTML) under another name, as some ERP systems export",
)
_XML2003: Final = _say(
    "这是 2003 版 XML 表格,不是 .xlsx", "This is an XML Spreadsheet 2003, not .xlsx"
)
_TEXT: Final = _say(
    "这是纯文本或 CSV 文件,不是 Excel 工作簿",
    "This is a plain text or CSV file, not an Excel workbook",
)
_PDF: Final = _say(
    "这是 PDF 文件",
    "This is a PDF file",
    Text("请提供原来的 .xlsx 工作簿", "Give the original .xlsx workbook instead"),
)
_UNKNOWN: Final = _say(
    "这不是 Excel 工作簿,也可能被企业加密软件加密了",
    "This is not an Excel workbook, or company encryption software has locked it",
    Text(
        "请在能打开它的电脑上解密,并另存为 .xlsx",
        "Decrypt it on a computer that opens it, and save it as .xlsx",
    ),
)
_BINARY: Final = _say("这是 .xlsb 二进制工作簿", "This is a binary workbook (.xlsb)")
_ODS: Final = _say(
    "这是 .ods 表格(LibreOffice/OpenDocument)",
    "This is an .ods spreadsheet (LibreOffice, OpenDocument)",
)
_WORD: Final = _say(
    "这是 Word 文档,不是工作簿",
    "This is a Word document, not a workbook",
    Text("请换成 .xlsx 工作簿", "Give an .xlsx workbook"),
)
_SLIDES: Final = _say(
    "这是 PowerPoint 文件,不是工作簿",
    "This is a PowerPoint file, not a workbook",
    Text("请换成 .xlsx 工作簿", "Give an .xlsx workbook"),
)
_NUMBERS: Final = _say(
    "这是苹果 Numbers 表格",
    "This is an Apple Numbers file",
    Text("请在 Numbers 里导出为 Excel (.xlsx)", "Export it to Excel (.xlsx) in Numbers"),
)
_ZIP: Final = _say(
    "这是压缩包,里面没有 Excel 工作簿的内容",
    "This is a zip file without the parts of an Excel workbook",
    Text("请先解压,再选其中的 .xlsx", "Unpack it and choose the .xlsx inside"),
)


def name_of_bytes(data: bytes) -> Text:  # noqa: PLR0911 -- one line a kind of file
    """Say what bytes are that are not a whole zip file."""
    head = data[:_SAMPLE].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if not data:
        return EMPTY
    if data.startswith(b"PK"):
        return TRUNCATED
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _name_of_compound(data)
    if data.startswith((b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")):
        return _OLD_XLS
    if data.startswith(b"%PDF"):
        return _PDF
    if b"office:spreadsheet" in head and head.startswith(b"<?xml"):
        return _XML2003
    if (
        head.startswith((b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"<style"))
        or b"<html" in head[:2000]
    ):
        return _HTML
    return _TEXT if _is_text(data) else _UNKNOWN


def _name_of_compound(data: bytes) -> Text:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return _ENCRYPTED
    is_xls = any(name.encode("utf-16-le") in data for name in ("Workbook", "Book"))
    return _OLD_XLS if is_xls else _OTHER_OLE


def _is_text(data: bytes) -> bool:
    sample = data[:_SAMPLE]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\0" in sample:
        return False
    controls = sum(byte < 32 and byte not in b"\t\r\n\f" for byte in sample)  # noqa: PLR2004 -- 32 is the blank
    return not controls and (_is_utf8(sample) or _is_mostly_chinese(sample))


def _is_utf8(sample: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(
            sample
        )  # not final: the sample may end within a character
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_chinese(sample: bytes) -> bool:
    text = sample.decode("gb18030", "replace")
    return text.count("\ufffd") <= len(text) * (1 - _MOSTLY)


def name_of_zip(names: set[str]) -> Text:
    """Say what a whole zip is that holds no workbook; names in lower case."""
    if "xl/workbook.bin" in names:
        return _BINARY
    if "word/document.xml" in names:
        return _WORD
    if "ppt/presentation.xml" in names:
        return _SLIDES
    if "mimetype" in names and "content.xml" in names:
        return _ODS
    return _NUMBERS if any(name.endswith(".iwa") for name in names) else _ZIP
