"""How often the encoding of a generated list is right, by its number of rows: ours beside chardet, charset-normalizer, faust-cchardet.

python tests/benchmarks/bench_encodings.py

Right = the decoded text is the very text that was encoded. Lists of 1, 5, 20 and 200 rows, each with name, company,
phone, city, 25 lists of a kind, chance seeded; characters of names and companies are drawn from phrase books of the
languages that share nothing with the reader's own tables. A peer that is not installed is left out.
"""

import random
import time
from collections import defaultdict
from collections.abc import Callable

from messy_tables import CITIES, FIRST, GIVEN, LAST, SURNAMES, TRADES

ZH = (
    "姓名,公司,电话,城市",
    SURNAMES,
    GIVEN,
    [f"{c}{t}有限公司" for c in CITIES for t in TRADES],
    CITIES,
)
TW = (
    "姓名,公司,電話,城市",
    "陳林黃張李王吳劉蔡楊許鄭謝郭洪",
    ["志明", "淑芬", "俊傑", "美玲", "雅婷", "建宏", "怡君", "宗翰", "麗華", "國榮"],
    ["宏達電子股份有限公司", "永豐貿易", "大同機械廠", "聯華食品", "廣達資訊", "新光紡織"],
    ["臺北市", "高雄市", "臺中市", "新竹縣", "桃園市", "臺南市"],
)
JA = (
    "氏名,会社,電話,都市",
    ["田中", "鈴木", "佐藤", "高橋", "渡辺", "伊藤", "山本", "中村", "小林", "加藤"],
    ["太郎", "花子", "一郎", "美咲", "健太", "さくら", "あゆみ"],
    ["株式会社ヤマダ", "サクラ商事", "東京電機", "大阪フーズ株式会社", "ニッポン物流"],
    ["東京", "大阪", "名古屋", "札幌", "福岡"],
)
KO = (
    "이름,회사,전화,도시",
    "김이박최정강조윤장임",
    ["철수", "영희", "민준", "서연", "지훈", "수빈", "예진", "현우"],
    ["한국무역", "서울전자", "대한상사", "미래산업", "부산식품"],
    ["서울", "부산", "인천", "대구", "광주"],
)
WEST = (
    "Name,Company,Phone,City",
    FIRST,
    [
        " Müller",
        " Núñez",
        " François",
        " Søndergård",
        " Gonçalves",
        " Lefèvre",
        " Bjørnsson",
        *(f" {n}" for n in LAST),
    ],
    ["Café Étoile", "Señor Muebles", "Brüder Groß GmbH", "Smith & Sons"],
    ["Köln", "Málaga", "Besançon", "Zürich", "London"],
)
RU = (
    "Имя,Компания,Телефон,Город",
    ["Иван", "Анна", "Сергей", "Ольга", "Дмитрий", "Елена"],
    [" Петров", " Смирнова", " Иванов", " Кузнецов", " Соколова"],
    ["ООО Ромашка", "Завод Металл", "Торговый дом Восток", "ЗАО Север"],
    ["Москва", "Казань", "Самара", "Омск", "Уфа"],
)
KINDS = {
    "utf-8": ZH,
    "utf-8-sig": ZH,
    "utf-16": ZH,
    "utf-16-le": ZH,
    "utf-16-be": ZH,
    "gbk": ZH,
    "gb18030": ZH,
    "big5": TW,
    "cp932": JA,
    "euc_jp": JA,
    "cp949": KO,
    "cp1252": WEST,
    "cp1251": RU,
    "koi8-r": RU,
}
SIZES = (1, 5, 20, 200)
LISTS = 25


def make_list(kind: tuple, rows: int, r: random.Random, *, header: bool) -> str:
    """Write one list."""
    head, surnames, given, companies, cities = kind
    lines = [head] if header else []
    lines += [
        f"{r.choice(surnames)}{r.choice(given)},{r.choice(companies)},1{r.randint(30, 89)}{r.randint(10**7, 10**8 - 1)},{r.choice(cities)}"
        for _ in range(rows)
    ]
    return "\n".join(lines) + "\n"


def ours(data: bytes) -> str:
    """Decode as an import does."""
    from pipeline.importing.text.decoding import decode

    return decode(data).text


def by_chardet(data: bytes) -> str:
    """Decode as chardet says."""
    import chardet

    return data.decode(chardet.detect(data)["encoding"] or "utf-8")


def by_normalizer(data: bytes) -> str:
    """Decode as charset-normalizer says."""
    from charset_normalizer import from_bytes

    return str(from_bytes(data).best())


def by_cchardet(data: bytes) -> str:
    """Decode as faust-cchardet says."""
    import cchardet

    return data.decode(cchardet.detect(data)["encoding"] or "utf-8")


def peers() -> dict[str, Callable[[bytes], str]]:
    """Give the readers that are installed."""
    found = {"followup": ours, "chardet": by_chardet, "charset-normalizer": by_normalizer}
    try:
        import cchardet  # noqa: F401
    except ImportError:
        return found
    return {**found, "faust-cchardet": by_cchardet}


def main() -> None:
    """Print the share of right texts by reader and size, then ours by encoding."""
    r = random.Random(11)  # noqa: S311 -- seeded on purpose
    lists = [
        (codec, rows, text, text.encode(codec))
        for codec, kind in KINDS.items()
        for rows in SIZES
        for n in range(LISTS)
        if (text := make_list(kind, rows, r, header=bool(n % 2)))
    ]
    wrong: dict[tuple[str, int], int] = defaultdict(int)
    for name, reader in peers().items():
        right: dict[int, int] = defaultdict(int)
        start = time.process_time()
        for codec, rows, text, data in lists:
            try:
                same = reader(data).removeprefix("\ufeff") == text
            except (UnicodeError, LookupError, ValueError):
                same = False
            right[rows] += same
            if name == "followup" and not same:
                wrong[codec, rows] += 1
        shares = "  ".join(
            f"{rows} rows {right[rows] / (LISTS * len(KINDS)):7.2%}" for rows in SIZES
        )
        print(f"{name:20} {shares}  CPU s {time.process_time() - start:.1f}")
    for (codec, rows), count in wrong.items():
        print(f"    followup wrong: {codec}, {rows} rows: {count} of {LISTS}")


if __name__ == "__main__":
    main()
