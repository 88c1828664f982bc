"""Old lists as teams really have them, for `followup import` into customers_zh.xlsx: one of each kind, each with its mess."""

import datetime as dt
import io
import quopri

import xlsxwriter

FOLDER = "legacy"

_ERP = """\
海辰厨具老客户台账（旧 ERP 导出）
导出人：周建明,导出时间：2019-12-31 17:40

客户代码,单位名称,联系人,联系电话,电子邮件,所在城市,建档日期,累计消费,备注
A-1007,深圳海纳国际贸易有限公司,郭丽娟,138 0000 9489,guolj@haina.example,深圳,2017年3月30日,8万,展会认识
A-1012,杭州金桥供应链有限公司,徐建国,+86 138-0000-9079,,杭州,2018/5/2,"¥12,500.00",
A-1019,宁波锦帆进出口有限公司,刘总,,,宁波,2018.11.9,,"只记得姓刘
电话丢了"
A-1024,佛山永泰五金有限公司,梁志强,０７５７－８３３３１２３４,liang@yongtai.example,佛山,43556,3.5k,＝重要客户＝
A-1025,佛山永泰五金,梁志强,0757-83331234,,佛山,,,同一家，抄了两遍
A-1031,潮州百汇陶瓷厂,,1.38E+10,,潮州,2019年13月1日,,电话存坏了
,,,13800001111,,,,,不知道是谁
A-1038,温州卓远礼品有限公司,叶晓东,13800007731转802,ye@zhuoyuan.example,温州,2019-02-14,"1,200",-含税
合计,共 8 条,,,,,,"""

_CARDS = (
    (
        "佛山永泰五金有限公司",
        "梁志強",
        "采购",
        "13800004455",
        "liang@yongtai.example",
        "2025秋季广交会",
    ),
    (
        "义乌卓越达国际贸易有限公司",
        "刘晓峰",
        "经理",
        "138 0000 2783",
        "liuxf@zhuoyueda.example",
        "2025秋季广交会",
    ),
    (
        "中山尚品厨具有限公司",
        "何静",
        "总监",
        "13800003366",
        "hejing@shangpin.example",
        "2026春季广交会",
    ),
    ("江门恒丰不锈钢制品厂", "罗 志 明", "厂长", "0750-3388990", "", "2026春季广交会"),
)

_OLD_SYSTEM = (
    ("客户名称", "联系人", "手机", "城市"),
    ("上海瑞恒家居用品有限公司", "高国栋", "13800008384", "上海"),
    ("无锡锦程酒店用品有限公司", "邹敏", "13800005517", "无锡"),
    ("无锡锦程酒店用品有限公司", "邹敏", "13800005517", "无锡"),
)

_REMARKS = """\
深圳/郭丽娟/厨具批发/13800009489/1981.6.1
苏州/沈佳/家居连锁/13800006628/
成都/邓磊/酒店用品/13800007719/农历八月十五
"""

_PEOPLE = (
    (
        "周",
        "慧敏",
        "嘉兴联创家居有限公司",
        "+86 138 0000 9912",
        "zhouhm@lianchuang.example",
        "1988-04-12",
    ),
    (
        "高",
        "国栋",
        "上海瑞恒家居用品有限公司",
        "13800008384",
        "gaogd@ruiheng.example",
        "1972-11-17",
    ),
)


def legacy_lists() -> dict[str, bytes]:
    """Give the lists by file name; the same on every call."""
    return {
        f"{FOLDER}/老客户_ERP导出.csv": _ERP.replace("\n", "\r\n").encode("gb18030"),
        f"{FOLDER}/展会名片.xlsx": _fair_cards(),
        f"{FOLDER}/旧系统.xls": _web_table(),
        f"{FOLDER}/手机通讯录.vcf": (
            _android_card(*_PEOPLE[0]) + _iphone_card(*_PEOPLE[1])
        ).encode(),
        f"{FOLDER}/微信备注.txt": _REMARKS.encode("utf-16"),
    }


def _fair_cards() -> bytes:
    """Draw a sheet with a merged title, a header of two lines, and a note under the table."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"created": dt.datetime(2026, 5, 6, tzinfo=dt.UTC)})
    sheet = book.add_worksheet("名片")
    title = book.add_format({"bold": True, "align": "center"})
    sheet.merge_range(0, 0, 0, 5, "广交会名片汇总", title)
    for column, (top, low) in enumerate(
        (
            ("公司名称", ""),
            ("联系人", "姓名"),
            ("联系人", "职务"),
            ("联系方式", "手机"),
            ("联系方式", "邮箱"),
            ("来源", ""),
        )
    ):
        sheet.write(1, column, top, title)
        sheet.write(2, column, low, title)
    for row, card in enumerate(_CARDS, start=3):
        sheet.write_row(row, 0, card)
    sheet.set_column(0, 5, 20)
    book.close()
    return target.getvalue()


def _web_table() -> bytes:
    """Write what many a Chinese program calls .xls: a web page with a table, in GBK."""
    rows = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>\n" for row in _OLD_SYSTEM
    )
    return f'<html><head><meta charset="gbk"></head><body><table border="1">\n{rows}</table></body></html>'.encode(
        "gbk"
    )


def _android_card(*person: str) -> str:
    """Write a contact as an old Android phone does."""
    family, given, company, phone, mail, born = person
    name, work = (
        quopri.encodestring(text.encode()).decode().replace("=\n", "")
        for text in (f"{family};{given}", company)
    )
    return (
        f"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{name};;;\r\n"
        f"ORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{work}\r\nTEL;CELL:{phone}\r\nEMAIL:{mail}\r\nBDAY:{born}\r\nEND:VCARD\r\n"
    )


def _iphone_card(*person: str) -> str:
    """Write a contact as an iPhone does."""
    family, given, company, phone, mail, born = person
    return (
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nN:{family};{given};;;\r\nFN:{family}{given}\r\nORG:{company}\r\n"
        f"TEL;type=CELL:{phone}\r\nEMAIL:{mail}\r\nBDAY:{born}\r\nEND:VCARD\r\n"
    )
