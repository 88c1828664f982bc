"""From bytes to text: which encoding a list is in, and why; decoded strictly, a mixed file line by line.

The order: byte order mark, zero bytes (UTF-16), strict UTF-8, then the reading that is fullest of familiar characters.
Source: evidence.md §5.
"""

import codecs
import re
from dataclasses import dataclass
from typing import Final

from pipeline.errors import UnreadableWorkbookError, UsageError
from pipeline.importing.text.familiarity import familiarity
from pipeline.understanding.model import Repair, Sniffed
from schemas.texts import Text

OPTION: Final = "--encoding"

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_CANDIDATES: Final = (
    "utf-8",
    "gb18030",
    "big5hkscs",
    "cp932",
    "euc_jp",
    "cp949",
    "cp1252",
    "cp1251",
)
_PRIOR: Final = {"gb18030": 0.05, "utf-8": 0.1, "cp1252": -0.02}
"""What is more usual wins where the characters say nothing."""

_ONE_BYTE: Final = ("cp1252", "cp1251")
_NOT_WESTERN: Final = re.compile(rb"[\xfe\xf0\xfd\xdd\xde\xec\xf8\xb3\xb9\xbf\xa3\xbc]")
"""Rare in Western lists, usual letters in Turkish, Czech and Polish ones, whose encodings differ in little else."""
_FEW_OTHERS: Final = 0.3
_AGREED: Final = 0.1
"""What a second opinion adds, among encodings of one byte a letter, of which many read the same bytes as words."""
_SAMPLE: Final = 1 << 18
_CLEAR: Final = 0.72
"""A reading as familiar as this needs no second opinion."""
_NEAR: Final = 0.08
_FEW: Final = 3
"""A sure decision among double-byte encodings needs more characters than this."""
_LINE_CLEAR: Final = 0.6
_BINARY_SHARE: Final = 0.005
_BINARY: Final = re.compile("[\x00\x02-\x08\x0e-\x19\x7f\ufffe]")
_WIDE_UTF8: Final = re.compile(
    rb"[\xe3-\xe9][\x80-\xbf]{2}(?:[^\x80-\xff]*[\xe0-\xef][\x80-\xbf]{2})"
)
_NAMES: Final = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "utf-32-le": "UTF-32 LE",
    "utf-32-be": "UTF-32 BE",
    "gb18030": "GB18030 (GBK)",
    "big5hkscs": "Big5",
    "cp932": "Shift_JIS (CP932)",
    "euc_jp": "EUC-JP",
    "cp949": "EUC-KR (CP949)",
    "cp1252": "Windows-1252",
    "cp1251": "Windows-1251",
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file as text. repairs: by line, where its bytes were not in the file's encoding or not readable at all."""

    text: str
    sniffed: Sniffed
    repairs: tuple[Repair, ...] = ()


def decode(data: bytes, told: str | None = None) -> Decoded:
    """Decode a text file.

    Takes:   told: encoding as the user names it; None = find out.
    Raises:  UnreadableWorkbookError where it is no text, UsageError where there is no such encoding.
    """
    data = data.rstrip(b"\x1a") if data.count(b"\0") == 0 else data
    found = _as_told(told) if told else _by_mark(data) or _by_zeros(data) or _by_characters(data)
    codec = _codec(found.value)
    text, repairs = _read_lines(_without_mark(data, codec), codec)
    if len(_BINARY.findall(text[:_SAMPLE])) > max(2, _BINARY_SHARE * min(len(text), _SAMPLE)):
        raise _no_text()
    return Decoded(text, found._replace(value=_NAMES.get(codec, found.value)), repairs)


def _as_told(told: str) -> Sniffed:
    try:
        codec = codecs.lookup(
            {"gbk": "gb18030", "gb2312": "gb18030", "big5": "big5hkscs"}.get(told.lower(), told)
        ).name
        "".encode(codec)
    except (LookupError, TypeError, ValueError):
        raise UsageError(
            Text(
                f"{OPTION} {told}：没有这种编码。常用的有 utf-8、gb18030、big5、utf-16",
                f"{OPTION} {told}: there is no such encoding. Usual ones are utf-8, gb18030, big5, utf-16",
            )
        ) from None
    return Sniffed("encoding", codec, Text("按您的指定", "as you said"), OPTION)


def _codec(name: str) -> str:
    codec = codecs.lookup(name).name
    return {"utf-8-sig": "utf-8", "big5hkscs": "big5hkscs"}.get(codec, codec)


def _without_mark(data: bytes, codec: str) -> bytes:
    return next(
        (data[len(mark) :] for mark, name in _MARKS if name == codec and data.startswith(mark)),
        data,
    )


def _by_mark(data: bytes) -> Sniffed | None:
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return Sniffed(
                "encoding",
                codec,
                Text("文件开头有编码标记（BOM）", "the file begins with a byte order mark"),
                OPTION,
            )
    return None


def _by_zeros(data: bytes) -> Sniffed | None:
    """Know UTF-16 and UTF-32 without a mark by their zero bytes: text in any other encoding has none."""
    sample = data[: _SAMPLE // 4 * 4]
    if b"\0" not in sample:
        return None
    codecs_tried = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
    best, score = max(
        ((codec, _plain_share(sample.decode(codec, "replace"))) for codec in codecs_tried),
        key=lambda item: item[1],
    )
    if score < _LINE_CLEAR:
        return None
    why = Text(
        "没有编码标记，但零字节的位置说明是它",
        "no byte order mark, but its zero bytes stand where this encoding has them",
    )
    return Sniffed("encoding", best, why, OPTION)


def _plain_share(text: str) -> float:
    """Give how much of a reading is ordinary: ASCII without control characters, or familiar."""
    if not text:
        return 0.0
    ascii_count = sum(c.isprintable() or c in "\t\r\n" for c in text if c < "\x80")
    others = [c for c in text if c >= "\x80"]
    return (ascii_count + familiarity("".join(others), "utf-16") * len(others)) / len(text)


def _by_characters(data: bytes) -> Sniffed:
    if data.isascii() and b"\x1b$" in data:
        return Sniffed(
            "encoding",
            "iso2022_jp",
            Text("有日文的转义序列", "it has the escape sequences of Japanese mail"),
            OPTION,
        )
    if data.isascii():
        return Sniffed(
            "encoding", "utf-8", Text("只有 ASCII 字符", "nothing but ASCII characters"), OPTION
        )
    try:
        strict = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        # Two-byte characters alone could be a few Chinese characters in GBK: then both readings are weighed.
        if any(c > "\u07ff" for c in strict[: _SAMPLE * 4]):
            return Sniffed(
                "encoding",
                "utf-8",
                Text("全部字节都是有效的 UTF-8", "every byte is valid UTF-8"),
                OPTION,
            )
    sample = _telling_lines(data)
    scores = {codec: _score(sample, codec) for codec in _CANDIDATES}
    best = max(scores, key=scores.__getitem__)
    western = best == "cp1252" and scores[best] > _CLEAR and _is_western(sample)
    if scores[best] < _CLEAR or (best in _ONE_BYTE and not western):
        other = _second_opinion(sample)
        if other:
            scores[other] = max(scores.get(other, -1.0), _score(sample, other) + _AGREED)
    best = max(scores, key=scores.__getitem__)
    second = max((codec for codec in scores if codec != best), key=scores.__getitem__)
    return _weighed(best, second, scores, sample)


def _is_western(sample: bytes) -> bool:
    high = sum(byte >= 0x80 for byte in sample)  # noqa: PLR2004 -- beyond ASCII
    return len(_NOT_WESTERN.findall(sample)) <= _FEW_OTHERS * high


def _weighed(best: str, second: str, scores: dict[str, float], sample: bytes) -> Sniffed:
    share, other = (max(0, min(100, round(100 * scores[codec]))) for codec in (best, second))
    characters = sum(c >= "\x80" for c in sample.decode(best, "replace"))
    sure = (
        scores[best] - scores[second] >= _NEAR and scores[best] >= _LINE_CLEAR and characters > _FEW
    )
    first, next_best = _NAMES.get(best, best), _NAMES.get(second, second)
    why = Text(
        f"按 {first} 读，{share}% 是常用字；按 {next_best} 读只有 {other}%",
        f"read as {first}, {share}% are familiar characters; as {next_best}, {other}%",
    )
    if not sure:
        why = Text(
            f"不能确定：{why.zh}。请核对文字，不对就用 {OPTION} 指定",
            f"not sure: {why.en}. Check the texts, and name another with {OPTION} if they are wrong",
        )
    return Sniffed("encoding", best, why, OPTION, sure)


def _telling_lines(data: bytes) -> bytes:
    """Give the lines with other than ASCII characters, up to the size of a sample."""
    taken, size = [], 0
    for line in re.split(rb"[\r\n]+", data[: _SAMPLE * 8]):
        if not line.isascii():
            taken.append(line)
            size += len(line)
            if size > _SAMPLE // 8:
                break
    return b"\n".join(taken)[: _SAMPLE // 4]


def _score(sample: bytes, codec: str) -> float:
    return familiarity(sample.decode(codec, "replace"), codec) + _PRIOR.get(codec, 0.0)


def _second_opinion(sample: bytes) -> str | None:
    """Ask chardet, which knows the letters of many languages, about what is neither Chinese nor Western."""
    import chardet  # noqa: PLC0415 -- its tables take longer to load than most lists to read

    name = chardet.detect(sample).get("encoding")
    try:
        return _codec(name) if name else None
    except LookupError:
        return None


def _read_lines(data: bytes, codec: str) -> tuple[str, tuple[Repair, ...]]:
    """Decode strictly; lines that are in another encoding, or hold broken bytes, are read by themselves and named."""
    wide = codec.startswith(("utf-16", "utf-32"))
    if wide or codec == "utf-8" or not _WIDE_UTF8.search(data):
        try:
            return data.decode(codec), ()
        except UnicodeDecodeError:
            if wide:
                broken = data.decode(codec, "replace")
                return broken, tuple(
                    Repair(number, _BROKEN)
                    for number, line in enumerate(broken.splitlines(), 1)
                    if "\ufffd" in line
                )
    lines, repairs = [], []
    for number, line in enumerate(re.findall(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", data), 1):
        text, what = _read_line(line, codec)
        lines.append(text)
        if what:
            repairs.append(Repair(number, what))
    return "".join(lines), tuple(repairs)


_BROKEN: Final = Text("有读不出的字节，已换成 �", "bytes that cannot be read were replaced by �")


def _read_line(line: bytes, codec: str) -> tuple[str, Text | None]:
    if (
        codec != "utf-8"
        and _WIDE_UTF8.search(line)
        and (text := _strictly(line, "utf-8")) is not None
    ):
        own = _strictly(line, codec)
        if own is None or familiarity(own, codec) < familiarity(text, "utf-8"):
            return text, _in_other("utf-8")
    if (text := _strictly(line, codec)) is not None:
        return text, None
    others = [
        (familiarity(text, other), other, text)
        for other in _CANDIDATES
        if (text := _strictly(line, other)) is not None
    ]
    score, other, text = max(others, default=(0.0, "", ""))
    if score >= _LINE_CLEAR:
        return text, _in_other(other)
    return line.decode(codec, "replace"), _BROKEN


def _strictly(line: bytes, codec: str) -> str | None:
    try:
        return line.decode(codec)
    except UnicodeDecodeError:
        return None


def _in_other(codec: str) -> Text:
    name = _NAMES[codec]
    return Text(f"这一行是 {name} 编码，与其他行不同", f"this line is in {name}, unlike the others")


def _no_text() -> UnreadableWorkbookError:
    return UnreadableWorkbookError(
        Text(
            "这不是文本，也不是能读的表格，可能被企业加密软件加密了。请在能打开它的电脑上另存为 .xlsx 或 .csv",
            "This is neither text nor a table that can be read; company encryption software may have locked it. "
            "Save it as .xlsx or .csv on a computer that opens it",
        )
    )
