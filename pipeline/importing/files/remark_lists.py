"""Lists of WeChat remarks, one contact a line: 上海/王芳/建材 13800138000. The product's own remarks read back as they were."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from pipeline.rules.remarks import Remark, parse_remark
from pipeline.understanding.cells.names import is_person
from pipeline.understanding.cells.places import CITIES
from pipeline.understanding.model import Sniffed, SourceTable, Unread
from schemas.texts import Text

FIELDS: Final = ("city", "name", "industry", "phone", "birthday", "email", "wechat", "labels")
HEADERS: Final = ("城市", "姓名", "行业", "电话", "生日", "邮箱", "微信", "标签", "备注", "原文")
INDUSTRIES: Final = frozenset(
    (
        "建材",
        "家居",
        "家具",
        "五金",
        "服装",
        "纺织",
        "电子",
        "电器",
        "家电",
        "食品",
        "餐饮",
        "酒店",
        "物流",
        "外贸",
        "贸易",
        "汽车",
        "汽配",
        "机械",
        "化工",
        "塑料",
        "包装",
        "印刷",
        "医疗",
        "医药",
        "教育",
        "培训",
        "金融",
        "保险",
        "银行",
        "地产",
        "房产",
        "装修",
        "装饰",
        "广告",
        "传媒",
        "软件",
        "互联网",
        "电商",
        "零售",
        "批发",
        "珠宝",
        "美容",
        "美业",
        "农业",
        "水产",
        "能源",
        "照明",
        "灯饰",
        "陶瓷",
        "卫浴",
        "玩具",
        "礼品",
        "鞋业",
        "箱包",
        "厨具",
        "母婴",
        "旅游",
        "法律",
        "会计",
        "咨询",
        "采购",
        "设计",
    )
)
_SLASH: Final = re.compile(r"\s*[/／]\s*")
_OTHER_SIGNS: Final = re.compile(r"\s*[|｜,，、;；\t]\s*|\s+[-–—]\s+|\s+")
_NUMBERING: Final = re.compile(r"^\s*(?:\d{1,4}[.、)）]\s*(?!\d)|[-*•·●]\s+)")
_LABELLED: Final = re.compile(
    r"(?:(?P<phone>电话|手机号?|tel|phone|mobile)|(?P<wechat>微信号?|wechat|wx)|(?P<birthday>生日|birthday)|(?P<labels>标签|tags?|labels?)"
    r"|(?P<email>邮箱|e-?mail)|(?P<note>备注|note))\s*[:：]\s*(?P<value>[^/／|｜\n]+?)(?=\s*(?:[/／|｜\n]|$)|[\s,，;；]+\S{2,6}[:：])",
    re.IGNORECASE,
)
_HASH: Final = re.compile(r"#([^\s#/／,，]{1,20})#?")
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_PHONE_AT_END: Final = re.compile(r"(?:(?<=[^\d+])|^)(\+?\d[\d\s()（）-]{5,22}\d)\s*$")
_MOBILE: Final = re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")
_TITLE: Final = re.compile(
    r".{0,12}(?:备注名?|名单|通讯录|客户列表|联系人列表|remarks?|contacts?)\s*[:：]?|[共合]计?\s*\d+\s*[人个位条].*",
    re.IGNORECASE,
)
_DATE: Final = re.compile(r"\d{1,4}/\d{1,2}/\d{1,4}|\d{1,2}/\d{1,2}(?!\d)")
_LOOKED_AT: Final = 200
_MOST: Final = 0.6
_LONGEST_PART: Final = 24
_FEWEST_PARTS, _MOST_PARTS = 2, 7
_NAMED: Final = 3
_NO_CONTACT: Final = Text(
    "像标题或合计，不是联系人", "looks like a title or a total, not like a contact"
)


def looks_like_remarks(lines: Sequence[str]) -> bool:
    """Tell whether lines of text are remarks and not a table: most are two to seven short texts between slashes."""
    looked = [line for line in lines[:_LOOKED_AT] if line.strip()]
    return bool(looked) and sum(map(_is_remark, looked)) >= _MOST * len(looked)


def _is_remark(line: str) -> bool:
    if "://" in line or "\t" in line or line.count(",") > 1 or line.count(";") > 1 or '"' in line:
        return False
    parts = [part for part in _SLASH.split(_DATE.sub("", line)) if part.strip()]
    named = [part for part in parts if any(sign.isalpha() for sign in part)]
    return (
        _FEWEST_PARTS <= len(parts) <= _MOST_PARTS
        and bool(named)
        and all(len(part) <= _LONGEST_PART for part in parts)
    )


def read_remarks(file: str, text: str, sniffed: Sequence[Sniffed] = ()) -> SourceTable:
    """Read a list of remarks.

    Takes:   file: name as given; text: decoded; sniffed: what was found out while decoding.
    Returns: one row a line; `fields` says what its columns are. Phone, birthday, mail, labels are told by their look or
             their label, wherever they stand; city, name and industry by their order, unless a known city or a surname
             says otherwise. The line itself stands in the last column where the parts do not write it again. Titles and
             totals are in `unread`.
    Raises:  nothing.
    Source:  methods.md §5.
    """
    lines = [
        (number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()
    ]
    taken = [(number, line, _take_apart(line)) for number, line in lines]
    industries = INDUSTRIES | _repeated_thirds([rest for _, _, (rest, _) in taken])
    rows: list[list[str]] = []
    numbers: list[int] = []
    unread: list[Unread] = []
    for number, line, (rest, found) in taken:
        if _TITLE.fullmatch(line.strip()) and not found:
            unread.append(Unread(number, line, _NO_CONTACT))
            continue
        remark = parse_remark("/".join(_in_order(rest)), CITIES, industries)
        cells = {**remark._asdict(), **{key: value for key, value in found.items() if value}}
        whole = Remark(*(cells[part] for part in Remark._fields))
        row = [cells.get(key, "") for key in (*FIELDS, "note")]
        rows.append([*row, "" if str(whole) == line.strip() else line.strip()])
        numbers.append(number)
    return SourceTable(
        file,
        "",
        "remarks",
        list(HEADERS),
        0,
        numbers,
        rows,
        tuple(sniffed),
        (),
        tuple(unread),
        dict(enumerate(FIELDS)),
    )


def _take_apart(line: str) -> tuple[list[str], dict[str, str]]:
    """Give the parts that only their order explains, and those that say themselves what they are."""
    found: dict[str, str] = {}
    rest = _NUMBERING.sub("", line.strip())
    slashes = bool(_SLASH.search(_DATE.sub("", _LABELLED.sub("", rest))))

    def keep(match: re.Match[str]) -> str:
        key = str(
            match.lastgroup
            if match.lastgroup != "value"
            else next(k for k, v in match.groupdict().items() if v and k != "value")
        )
        if found.get(key):
            return match[0]
        found[key] = match["value"].strip(" ,，;；")
        return "/" if slashes else " "

    rest = _LABELLED.sub(keep, rest)
    if hashes := _HASH.findall(rest):
        found["labels"] = "、".join(filter(None, [found.get("labels", ""), *hashes]))
        rest = _HASH.sub(" ", rest)
    if "email" not in found and (mail := _MAIL.search(rest)):
        found["email"] = mail[0]
        rest = rest.replace(mail[0], " ", 1)
    parts = _SLASH.split(rest) if slashes else [rest]
    kept: list[str] = []
    for part in parts:
        bare = part.strip(" ,，;；")
        phone = _PHONE_AT_END.search(bare) or _MOBILE.search(bare)
        if phone and "phone" not in found and phone[0].strip() != bare:
            found["phone"] = phone[0].strip()
            bare = (bare[: phone.start()] + bare[phone.end() :]).strip(" ,，;；:：")
        kept.append(bare)
    if not slashes:
        kept = [piece for part in kept for piece in _OTHER_SIGNS.split(part)]
    return [part for part in kept if part], found


def _in_order(rest: list[str]) -> list[str]:
    """Put city, name, industry in the order of a remark, where a known city or a surname shows another one."""
    words = [place for place, part in enumerate(rest) if not part[:1].isdigit() and part[:1] != "+"]
    if len(words) < 2 or len(words) > _NAMED or rest[words[0]] in CITIES:  # noqa: PLR2004 -- a name alone
        return rest
    city = next((place for place in words if rest[place] in CITIES), None)
    people = [place for place in words if is_person(rest[place])]
    if city is None or not people or people[0] == city:
        return rest
    first = [city, people[0], *(place for place in words if place not in (city, people[0]))]
    return [rest[place] for place in first] + [
        part for place, part in enumerate(rest) if place not in words
    ]


def _repeated_thirds(parts: Sequence[Sequence[str]]) -> frozenset[str]:
    """Learn the list's own industries: what stands third more than once."""
    thirds = Counter(row[2] for row in parts if len(row) >= _NAMED)
    return frozenset(word for word, count in thirds.items() if count > 1 and not word[:1].isdigit())
