"""The kinds of files that a pack may hold, in the order of writing. A new kind is a module and a line here."""

from __future__ import annotations

from wanmi.packs.pack import Part
from wanmi.packs.parts import (
    calendar,
    conditions,
    divisions,
    editions,
    extensions,
    hours,
    items,
    notices,
    organisations,
    outlines,
    posts,
    process,
    reports,
    responsibility,
    rulebooks,
    sources,
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
    responsibility.PART,
    process.PART,
    process.ADDRESS_PART,
    process.REMEDY_PART,
    process.MERGE_PART,
    notices.PART,
    sources.PART,
    rulebooks.SCHEMES,
    rulebooks.INDICES,
    reports.PART,
)
