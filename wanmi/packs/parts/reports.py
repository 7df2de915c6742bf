"""reports.jsonl: reports written for the demo, one JSON object a line, in the shape in which a report is carried."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from wanmi.packs.columns import Row
from wanmi.packs.pack import Pack, Part, Source
from wanmi.packs.parts.outlines import OutlineRow
from wanmi.packs.parts.process import definition
from wanmi.packs.problems import At
from wanmi.packs.reading import read_text

FIELDS = ("text", "channel", "place", "address", "position", "item", "reporter", "state")
INVENTED_PHONE = "1380000"  # how the telephone numbers of a demo begin, so that nobody real is ever called


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow(Row):
    """``position`` is {"lon", "lat"}, ``item`` a key or None, ``reporter`` {"name", "phone"} or None.

    ``state`` says how far the demo takes the case.
    """

    REGISTER: ClassVar[str] = "report"
    text: str
    channel: str
    place: str
    address: str
    position: dict[str, float]
    item: str | None
    reporter: dict[str, str] | None
    state: str


def read(source: Source, pack: Pack, kind: type[Row]) -> None:
    for line, text in enumerate((read_text(source, pack) or "").splitlines(), 1):
        at = At(source.name, line)
        try:
            report = json.loads(text)
        except json.JSONDecodeError as error:
            pack.refuse(at, "", error.msg, _("a JSON object"))
            continue
        unfit = list(_unfit(report))
        for name, value, expected in unfit:
            pack.refuse(at, name, value, expected)
        if not unfit:
            pack.add(ReportRow(at=at, **report))


def _unfit(report: Any) -> Iterator[tuple[str, object, str]]:
    """(field, value, expected) of whatever does not fit the shape."""
    if not isinstance(report, dict) or report.keys() != set(FIELDS):
        yield "", report, _("an object with {fields}").format(fields=", ".join(FIELDS))
        return
    for name in ("text", "channel", "place", "address", "state"):
        if not isinstance(report[name], str) or not report[name]:
            yield name, report[name], _("a text")
    if not _is_position(report["position"]):
        yield "position", report["position"], '{"lon": 116.4, "lat": 39.9}'
    if report["reporter"] is not None and not _is_invented(report["reporter"]):
        expected = _("null, or a name and a phone that begins with {digits}").format(digits=INVENTED_PHONE)
        yield "reporter", report["reporter"], expected


def _is_position(value: Any) -> bool:
    shape = isinstance(value, dict) and value.keys() == {"lon", "lat"}
    return shape and all(type(degrees) in (int, float) for degrees in value.values())


def _is_invented(value: Any) -> bool:
    shape = isinstance(value, dict) and value.keys() == {"name", "phone"}
    return shape and str(value["phone"]).startswith(INVENTED_PHONE)


def check(pack: Pack) -> None:
    outlines = {row.code: row.shape for row in pack.rows(OutlineRow)}
    process = definition(pack)
    words = {"channel": list(process.fields["channel"].codes), "state": list(process.states)}
    for row in pack.rows(ReportRow):
        for name, known in words.items():
            if getattr(row, name) not in known:
                pack.refuse(row.at, name, getattr(row, name), _("one of {values}").format(values=", ".join(known)))
        if pack.require(row, "place", "division") and not _lies_in(row, outlines):
            pack.refuse(row.at, "position", _point(row), _("a position inside {code}").format(code=row.place))
        if row.item is not None:
            pack.require(row, "item", "item")


def _lies_in(row: ReportRow, outlines: dict[str, BaseGeometry]) -> bool:
    """Whether the position fits the place; true where the place has no outline to tell."""
    return row.place not in outlines or bool(outlines[row.place].covers(shapely.Point(_point(row))))


def _point(row: ReportRow) -> tuple[float, float]:
    return row.position["lon"], row.position["lat"]


PART = Part("reports.jsonl", ReportRow, read, check, needed=False)
