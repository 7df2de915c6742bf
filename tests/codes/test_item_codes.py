"""Identifiers of components, codes of matters and keys of items: there and back, and refused where they are none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanmi.codes.component import ComponentCode, Layout
from wanmi.codes.errors import CodeError
from wanmi.codes.item import KINDS, MINOR_WIDTHS, ItemKey, next_extension
from wanmi.codes.matter import MatterCode


def digits(width: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=width, max_size=width)


@given(digits(6), digits(2), st.sampled_from(Layout), st.integers(1, 999_999), st.data())
def test_component_identifiers(county: str, major: str, layout: Layout, sequence: int, data: st.DataObject) -> None:
    minor = data.draw(digits(3 if layout is Layout.GB_T_47678 else 2))
    code = ComponentCode(county, major, minor, sequence)
    assert ComponentCode.parse(str(code), layout) == code
    assert len(str(code)) == (17 if layout is Layout.GB_T_47678 else 16)


def test_the_layout_is_said_and_never_guessed() -> None:
    old = "3205080101000001"
    assert ComponentCode.parse(old, Layout.GB_T_30428) == ComponentCode("320508", "01", "01", 1)
    with pytest.raises(CodeError, match="17 digits"):
        ComponentCode.parse(old)


@given(digits(6), digits(2), digits(3))
def test_matter_codes(county: str, major: str, minor: str) -> None:
    code = MatterCode(county, major, minor)
    assert MatterCode.parse(str(code)) == code
    assert len(str(code)) == 11


@given(st.sampled_from(sorted(MINOR_WIDTHS)), st.sampled_from(KINDS), st.data())
def test_item_keys(edition: str, kind: str, data: st.DataObject) -> None:
    key = ItemKey(edition, kind, data.draw(digits(2 + MINOR_WIDTHS[edition])))
    assert ItemKey.parse(str(key)) == key
    assert key.major + key.minor == key.code


@pytest.mark.parametrize(
    ("parse", "text", "kind"),
    [
        (ComponentCode.parse, "1101010100100000", "component.form"),
        (ComponentCode.parse, "1101010100100000A", "component.form"),
        (ComponentCode.parse, "11010101001000000", "component.sequence"),
        (MatterCode.parse, "1101010100", "matter.form"),
        (MatterCode.parse, "１1010101001", "matter.form"),
        (ItemKey.parse, "01001", "item.form"),
        (ItemKey.parse, "2026/event/01001/1", "item.form"),
        (ItemKey.parse, "2030/event/01001", "item.edition"),
        (ItemKey.parse, "2026/matter/01001", "item.kind"),
        (ItemKey.parse, "2026/event/0101", "item.code"),
        (ItemKey.parse, "2013/event/01001", "item.code"),
    ],
)
def test_refused(parse: Callable[[str], object], text: str, kind: str) -> None:
    with pytest.raises(CodeError) as caught:
        parse(text)
    assert caught.value.kind == kind


def test_a_key_cannot_be_made_of_wrong_parts() -> None:
    with pytest.raises(CodeError):
        ItemKey("2026", "event", "0101")


def test_extensions_count_down_and_are_not_given_twice() -> None:
    standard = ["01001", "01077"]
    assert next_extension("2026", "01", standard, []) == "01999"
    assert next_extension("2026", "01", standard, ["01999", "01997"]) == "01998"
    assert next_extension("2013", "04", ["0401"], ["0499"]) == "0498"


def test_extensions_leave_the_numbers_of_the_standard_alone() -> None:
    with pytest.raises(CodeError) as caught:
        next_extension("2013", "01", ["0197"], ["0199", "0198"])
    assert caught.value.kind == "item.exhausted"
