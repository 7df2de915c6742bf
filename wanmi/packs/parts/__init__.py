"""The kinds of files that a pack may hold, in the order of writing. A new kind is a module and a line here."""

from __future__ import annotations

from wanmi.packs.pack import Part
from wanmi.packs.parts import (
    assemblies,
    calendar,
    conditions,
    divisions,
    editions,
    extensions,
    hours,
    items,
    lists,
    notices,
    organisations,
    outlines,
    posts,
    procedures,
    process,
    reports,
    responsibility,
    rulebooks,
    staff,
)

PARTS: tuple[Part, ...] = (
    outlines.PART,
    divisions.PART,
    hours.PART,
    calendar.PART,
    organisations.PART,
    posts.PART,
    staff.PART,
    editions.PART,
    items.PART,
    extensions.PART,
    conditions.PART,
    lists.LISTS,
    lists.LISTED,
    lists.MATTERS,
    lists.DUTIES,
    assemblies.PART,
    responsibility.PART,
    process.PART,
    process.ADDRESS_PART,
    process.REMEDY_PART,
    procedures.PART,
    notices.PART,
    rulebooks.SCHEMES,
    rulebooks.INDICES,
    reports.PART,
)
