"""The packed columns say the same as the plain ones, and can stand in a page."""

import json

from hypothesis import given
from hypothesis import strategies as st

from reports.packing import ALPHABET, pack_column, script_json
from reports.words.values import clean_text, collation_key


def unpack(column, count):
    """Read a packed column as the page's script does."""
    texts, before = [], ""
    for coded in column["texts"]:
        before = before[: ALPHABET.index(coded[0])] + coded[1:]
        texts.append(before)
    width, places = column["width"], column["places"]
    ranks = []
    for start in range(0, count * width, width) if width else [0] * count:
        rank = 0
        for digit in places[start : start + width]:
            rank = rank * len(ALPHABET) + ALPHABET.index(digit)
        ranks.append(rank)
    return texts, ranks


@given(st.lists(st.text(max_size=8), max_size=300))
def test_what_is_packed_comes_out_again(texts):
    entries, ranks = unpack(pack_column(texts, collation_key), len(texts))
    assert [entries[rank] for rank in ranks] == texts


def test_a_place_is_a_rank_in_pinyin_order():
    # 陈 chén < 李 lǐ < 王 wáng < 张 zhāng: by code point it would be 张, 李, 王, 陈
    entries, _ = unpack(pack_column(["张三", "王五", "陈静", "李四"], collation_key), 4)
    assert entries == ["陈静", "李四", "王五", "张三"]


def test_more_texts_than_one_digit_can_name_get_two():
    texts = [f"{number:04}" for number in range(100)]
    entries, ranks = unpack(pack_column(texts, str), len(texts))
    assert [entries[rank] for rank in ranks] == texts


def test_data_in_a_script_element_cannot_end_it():
    text = script_json(["</script><script>alert(1)</script>", "<!--", "a\u2028b", "&amp;"])
    assert not set(text) & set("<>&\u2028")
    assert json.loads(text) == ["</script><script>alert(1)</script>", "<!--", "a\u2028b", "&amp;"]


@given(st.text())
def test_cleaned_text_is_one_printable_line(text):
    cleaned = clean_text(text)
    assert "\n" not in cleaned
    assert cleaned == clean_text(cleaned)
    assert not any(ord(sign) < 0x20 or 0xD800 <= ord(sign) <= 0xDFFF for sign in cleaned)
