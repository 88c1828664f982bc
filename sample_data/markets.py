"""Where the made-up customers live: places, and the parts that their names are put together from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Market:
    """One country. Names are stem + trade + suffix; no part of it is meant to be a real company or person.

    dial: format of a phone number, # = a digit; ranges kept free for fiction where the country has them.
    """

    zh: str
    en: str
    cities: tuple[tuple[str, str], ...]
    stems: tuple[str, ...]
    trades: tuple[str, ...]
    suffix: str
    first: tuple[str, ...]
    last: tuple[str, ...]
    dial: str


def _cities(text: str) -> tuple[tuple[str, str], ...]:
    zh, en = zip(*(pair.split("/") for pair in text.split()), strict=True)
    return tuple(zip(zh, (name.replace("_", " ") for name in en), strict=True))


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in text.split())


MARKETS = {
    "DE": Market(
        "德国",
        "Germany",
        _cities("汉堡/Hamburg 科隆/Cologne 慕尼黑/Munich 莱比锡/Leipzig 不来梅/Bremen"),
        _words(
            "Seebach Falkner Weidlich Lindhorst Ahlbeck Brunnthal Eichfeld Hollern Rosgart Steinlau Immenrode Kaltenau "
            "Wiesdorf Tannberg"
        ),
        _words("Küchenbedarf Haushaltswaren Tischkultur Wohnbedarf Geschenke Import"),
        "GmbH",
        _words("Anke Stefan Birgit Jürgen Katrin Thomas Ulrike Holger Sabine Markus"),
        _words("Brandt Vogel Krüger Lorenz Seidel Pohl Winkler Busch"),
        "+49 30 23125 ###",
    ),
    "PL": Market(
        "波兰",
        "Poland",
        _cities("华沙/Warsaw 克拉科夫/Kraków 波兹南/Poznań 格但斯克/Gdańsk"),
        _words("Wierzba Kalinowo Jodła Sosnowy Bursztyn Zielona Srebrny Topola"),
        _words("Kuchnia Dom Hurt Prezenty"),
        "Sp. z o.o.",
        _words("Agnieszka Piotr Magda Tomasz Ewa Marcin"),
        _words("Nowicki Zieliński Wrona Lis Dudek Maj"),
        "+48 22 100 ## ##",
    ),
    "US": Market(
        "美国",
        "United States",
        _cities("洛杉矶/Los_Angeles 芝加哥/Chicago 休斯敦/Houston 西雅图/Seattle 亚特兰大/Atlanta"),
        _words(
            "Maple_Hollow Copper_Ridge Bluestem Harbor_Lane Juniper_Creek Old_Mill Redbarn Sagebrush Tidewater Pinecrest "
            "Silver_Fork Foxglove Lakehouse Granite_Bay"
        ),
        _words("Kitchen_Supply Home_Goods Housewares Tabletop Gifts Imports"),
        "LLC",
        _words("Karen Michael Ashley Brian Denise Kevin Laura Scott Tiffany Greg"),
        _words("Hollis Barrett Dawson Pruitt Whitaker Lang Mercer Odell"),
        "+1 312 555 01##",
    ),
    "GB": Market(
        "英国",
        "United Kingdom",
        _cities("伦敦/London 曼彻斯特/Manchester 利兹/Leeds 布里斯托/Bristol"),
        _words(
            "Ashcombe Briarfield Hartwell Kestrel Merrow Penhallow Thistledown Wexcombe Larkhill Oakhanger"
        ),
        _words("Cookware Homeware Dining"),
        "Ltd",
        _words("Helen Simon Fiona Graham Olivia Neil Tracey Ian"),
        _words("Pemberton Ashworth Holt Crane Sutcliffe Marlow"),
        "+44 20 7946 0###",
    ),
    "SE": Market(
        "瑞典",
        "Sweden",
        _cities("斯德哥尔摩/Stockholm 哥德堡/Gothenburg 马尔默/Malmö"),
        _words("Björkvik Solhaga Ekliden Norrsken Vitsand Furuvik Granlunda Tallbacka Åsnäs"),
        _words("Kök Hem Husgeråd"),
        "AB",
        _words("Ingrid Lars Karin Anders Elin Johan"),
        _words("Sandell Norling Ekdahl Wikman Blom"),
        "+46 8 465 00# ##",
    ),
    "AU": Market(
        "澳大利亚",
        "Australia",
        _cities("悉尼/Sydney 墨尔本/Melbourne 珀斯/Perth 布里斯班/Brisbane"),
        _words("Banksia Coolabah Wattle_Grove Redgum Bluewren Kurrajong Saltbush Ironbark"),
        _words("Kitchenware Homewares Gifts"),
        "Pty Ltd",
        _words("Megan Craig Nicole Dean Jodie Luke"),
        _words("Hargreaves Doyle Kerr Tully Nash"),
        "+61 2 5550 ####",
    ),
    "AE": Market(
        "阿联酋",
        "United Arab Emirates",
        _cities("迪拜/Dubai 阿布扎比/Abu_Dhabi 沙迦/Sharjah"),
        _words(
            "Al_Noorah Desert_Rose Palm_Gate Blue_Dhow Al_Sahab Gulf_Lantern Oryx_Star Golden_Sands"
        ),
        _words("General_Trading Household_Trading Home_Centre Kitchen_World Hotel_Supplies"),
        "FZE",
        _words("Ahmed Fatima Khalid Mariam Omar Huda"),
        _words("Haddad Mansour Saleh Farouk Nasser"),
        "+971 4 555 ####",
    ),
    "BR": Market(
        "巴西",
        "Brazil",
        _cities("圣保罗/São_Paulo 里约热内卢/Rio_de_Janeiro 库里蒂巴/Curitiba"),
        _words(
            "Ipê_Amarelo Serra_Azul Boa_Vista Jacarandá Pedra_Clara Rio_Verde Beija-Flor Aroeira"
        ),
        _words("Utilidades Casa_e_Mesa Importadora Presentes"),
        "Ltda",
        _words("Camila Rafael Juliana Thiago Beatriz Marcelo"),
        _words("Azevedo Moura Pinheiro Teixeira Barros"),
        "+55 11 5550 ####",
    ),
    "JP": Market(
        "日本",
        "Japan",
        _cities("东京/Tokyo 大阪/Osaka 名古屋/Nagoya 福冈/Fukuoka"),
        _words("Minazuki Hoshizora Akanezora Kawabe Yukimori Sakuragi Asagiri Momijiya"),
        _words("Kitchen Zakka Shoji Living"),
        "K.K.",
        _words("Yuki Kenji Naomi Takeshi Aya Hiroshi"),
        _words("Tachibana Shimizu Okabe Morita Kuroda"),
        "+81 3 5550 ####",
    ),
    "VN": Market(
        "越南",
        "Vietnam",
        _cities("胡志明市/Ho_Chi_Minh_City 河内/Hanoi 岘港/Da_Nang 海防/Hai_Phong"),
        _words(
            "Sao_Mai Hoa_Sen Bình_Minh Trúc_Xanh Sông_Hương Phương_Nam Lúa_Vàng Thiên_Thanh Hải_Đăng Mây_Trắng"
        ),
        _words("Gia_Dụng Nhà_Bếp Thương_Mại Nội_Thất Siêu_Thị Xuất_Nhập_Khẩu Quà_Tặng"),
        "Co., Ltd",
        _words("Minh Linh Tuấn Hương Quang Thảo"),
        _words("Nguyễn Trần Phạm Đặng Võ"),
        "+84 28 5550 ####",
    ),
}

# Chinese trading companies: customers of the Chinese team only, with Chinese names.
DOMESTIC_STEMS = (
    "锦帆",
    "瑞恒",
    "卓越达",
    "鑫禾",
    "百川汇",
    "汉唐",
    "云帆",
    "致诚",
    "远洲",
    "华盛达",
    "嘉禾",
    "润泽",
    "顺意达",
    "金桥",
    "海纳",
)
DOMESTIC_TRADES = ("进出口", "国际贸易", "供应链", "家居用品")
DOMESTIC_CITIES = ("义乌", "杭州", "广州", "深圳", "上海", "宁波")
DOMESTIC_SURNAMES = (
    "王",
    "李",
    "张",
    "刘",
    "陈",
    "杨",
    "吴",
    "徐",
    "孙",
    "马",
    "朱",
    "胡",
    "郭",
    "何",
    "高",
)
DOMESTIC_GIVEN = (
    "建国",
    "丽娟",
    "伟",
    "静",
    "晓峰",
    "海燕",
    "志强",
    "敏",
    "春生",
    "玉兰",
    "俊杰",
    "雪梅",
    "国栋",
    "佳怡",
)
