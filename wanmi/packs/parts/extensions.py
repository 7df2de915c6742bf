"""extensions.csv: the items a city adds, numbered down from 999 inside the fitting major; written with items.csv."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import gettext as _

from wanmi.packs.pack import Pack, Part
from wanmi.packs.parts.items import ExtensionRow, ItemRow, catalogue, check_key
from wanmi.packs.reading import read_table


def check(pack: Pack) -> None:
    highest = _highest_numbers(pack)
    for row in pack.rows(ExtensionRow):
        check_key(row, pack)
        most = highest[row.edition, row.kind, row.code[:2]]
        if row.code <= most:
            expected = _("a number above {code}, the last of the standard in its major").format(code=most)
            pack.refuse(row.at, "code", row.code, expected)
    _check_replaced(pack)
    _check_names(pack)


def _highest_numbers(pack: Pack) -> dict[tuple[str, str, str], str]:
    highest: dict[tuple[str, str, str], str] = defaultdict(str)
    for row in pack.rows(ItemRow):
        major = (row.edition, row.kind, row.code[:2])
        highest[major] = max(highest[major], row.code)
    return highest


def _check_replaced(pack: Pack) -> None:
    followed = {row.name for row in pack.rows(ItemRow) if row.successor}
    for row in pack.rows(ExtensionRow):
        for old in row.replaces:
            if not pack.knows("item", old) or old[:4] >= row.edition:
                pack.refuse(row.at, "replaces", old, _("the key of a listed item of an older edition"))
            elif old in followed:
                pack.refuse(row.at, "replaces", old, _("an item without a successor yet"))
            followed.add(old)


def _check_names(pack: Pack) -> None:
    """A name stands once in its major, else nobody could choose between the two."""
    seen: dict[tuple[str, str, str, str], str] = {}
    for row in catalogue(pack):
        name = (row.edition, row.kind, row.code[:2], row.name_zh)
        if isinstance(row, ExtensionRow) and name in seen:
            expected = _("a name that is not that of {item}").format(item=seen[name])
            pack.refuse(row.at, "name_zh", row.name_zh, expected)
        seen[name] = row.name


PART = Part("extensions.csv", ExtensionRow, read_table, check, needed=False)
