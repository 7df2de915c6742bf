"""Texts become symbols: one spelling for every way of writing the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench._noise import to_count, to_spoken
from wanmi.addresses.reading import ALPHABET, MAX_SYMBOLS, NUMBER, code_points, new_reading, read, spelling, symbols_of


@given(st.integers(1, 9999))
def test_a_number_reads_the_same_in_every_writing(number: int) -> None:
    plain = symbols_of(f"{number}号")
    assert plain == (NUMBER | number, ord("号"))
    assert symbols_of(f"{to_count(number)}号") == plain
    assert symbols_of("".join(chr(0xFEE0 + ord(d)) for d in str(number)) + "号") == plain


@given(st.integers(10, 9999).filter(lambda n: n % 10 or n > 99))
def test_spoken_digits_read_as_the_number(number: int) -> None:
    assert symbols_of(to_spoken(number) + "弄") == (NUMBER | number, ord("弄"))
    assert symbols_of(to_spoken(number, "幺") + "弄") == (NUMBER | number, ord("弄"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("三栋二单元", "3栋2单元"),
        ("一百二", "120"),
        ("两百一十弄", "210弄"),
        ("八一七中路", "817中路"),
        ("百凤北路", "百凤北路"),
        ("千岛湖", "千岛湖"),
        ("曹杨六村", "曹杨6村"),
        ("两个人", "两个人"),
        ("十号", "10号"),
        ("5Ａ座", "5A座"),
        ("12-3-401", "12-3-401"),
        ("青石路-12弄-1号", "青石路12弄1号"),
        ("號樓", "号楼"),
    ],
)
def test_readings(text: str, expected: str) -> None:
    assert spelling(symbols_of(text)) == expected


@given(st.text(max_size=60))
def test_any_text_is_read_and_reading_it_again_changes_nothing(text: str) -> None:
    once = symbols_of(text)
    assert len(once) <= len(text)
    assert all(s > 32 for s in once)


@given(st.text(alphabet="青石路弄号1二〇，-　\u0000😀", max_size=40))
def test_every_symbol_knows_where_it_stood(text: str) -> None:
    into = new_reading()
    count = read(code_points(text), ALPHABET, into)
    starts, ends = into.starts[:count].tolist(), into.ends[:count].tolist()
    assert all(a < b for a, b in zip(starts, ends, strict=True))
    assert all(b <= a for a, b in zip(starts[1:], ends, strict=False))
    assert not ends or ends[-1] <= len(text)


def test_a_long_text_fills_the_buffers_and_no_more() -> None:
    into = new_reading()
    assert read(code_points("青" * 100_000), ALPHABET, into) == MAX_SYMBOLS


def test_telephone_numbers_are_no_numbers_of_houses() -> None:
    assert symbols_of("13800138000") == symbols_of("02164331234")
