"""What programs are given of the appraisal, and how tables become it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ninja import Field, Schema

from wanmi.boards.asking import Question
from wanmi.boards.index import IndexTable
from wanmi.boards.league import Entry, League, LineShown
from wanmi.boards.wording import MARKS
from wanmi.cases.wording import word
from wanmi.schemes.definition import Scheme


class SchemeOut(Schema):
    key: str
    version: str
    label: str
    by: list[str]
    source: str
    known: str = Field(description="How far its figures are known: seen in use, remembered, or a proposal")


class AskedOut(Schema):
    """What the figures answer."""

    kind: str
    level: str
    first: date
    last: date
    on_time: str
    period_by: str


class RankedOut(Schema):
    subject: str
    name: str
    rank: int | None
    points: float | None
    grade: str


class LeagueOut(Schema):
    scheme: SchemeOut
    asked: AskedOut
    ranked: int = Field(description="How many were ranked, with those that the caller may not see")
    data: str = Field(description="Fingerprint of the data that the figures rest on")
    entries: list[RankedOut]
    next: int | None = Field(description="Pass it as `start` for the next page")


class ReadOut(Schema):
    """A figure as a line read it."""

    figure: str
    name: str
    value: str
    parts: str
    has_cases: bool
    is_withheld: bool = Field(description="It is about too few people")


class ScoreLineOut(Schema):
    key: str
    label: str
    points: str
    read: list[ReadOut]
    why: list[str]


class SubjectOut(RankedOut):
    lines: list[ScoreLineOut]
    why: list[str]


class TrendOut(Schema):
    asked: AskedOut
    points: dict[str, float | None]


class CountedCaseOut(Schema):
    number: str
    may_open: bool


class CasesOut(Schema):
    count: int
    rows: list[CountedCaseOut]
    after: str


class IndexedPlaceOut(Schema):
    subject: str
    name: str
    rank: int | None
    value: float | None
    other: float | None = Field(description="The value in the other weighting")
    coverage: str = Field(description="Per cent of the weight that has figures")
    dimensions: dict[str, str]


class HarmonyOut(Schema):
    index: str
    version: str
    label: str
    weighting: str
    asked: AskedOut
    data: str
    places: list[IndexedPlaceOut]


class OpenStageOut(Schema):
    label: str
    open: int


class BusyOut(Schema):
    name: str
    open: int
    late: int


class CountersOut(Schema):
    at: datetime
    open: int
    late: int
    reported: int
    closed: int
    stages: list[OpenStageOut]
    places: list[BusyOut]

    @staticmethod
    def resolve_stages(found: Any) -> list[dict[str, Any]]:
        return [{"label": label, "open": number} for label, number in found.stages]

    @staticmethod
    def resolve_places(found: Any) -> list[dict[str, Any]]:
        return [{"name": name, "open": number, "late": late} for name, number, late in found.places]


def as_scheme(scheme: Scheme) -> dict[str, Any]:
    return {
        "key": scheme.key,
        "version": scheme.version,
        "label": word(scheme.label),
        "by": sorted(scheme.by),
        "source": scheme.source,
        "known": MARKS[scheme.mark](),
    }


def as_league(found: League, start: int, size: int) -> dict[str, Any]:
    """One page of a table, from its row ``start`` on."""
    end = start + size
    return {
        "scheme": as_scheme(found.scheme),
        "asked": _asked(found.question),
        "ranked": found.of,
        "data": found.data,
        "entries": [_entry(each) for each in found.entries[start:end]],
        "next": end if len(found.entries) > end else None,
    }


def as_subject(entry: Entry) -> dict[str, Any]:
    return {**_entry(entry), "lines": [_line(each) for each in entry.lines], "why": entry.steps}


def as_trend(asked: Question, scores: Mapping[str, Decimal | None]) -> dict[str, Any]:
    return {"asked": _asked(asked), "points": scores}


def as_harmony(found: IndexTable) -> dict[str, Any]:
    keys = [each.key for each in found.index.dimensions]
    return {
        "index": found.index.key,
        "version": found.index.version,
        "label": word(found.index.label),
        "weighting": found.weighting.key if found.weighting else "",
        "asked": _asked(found.question),
        "data": found.data,
        "places": [
            {
                "subject": each.subject,
                "name": each.name,
                "rank": each.row.rank,
                "value": each.row.result.points,
                "other": each.other,
                "coverage": each.coverage,
                "dimensions": dict(zip(keys, each.dimensions, strict=True)),
            }
            for each in found.places
        ],
    }


def _asked(question: Question) -> dict[str, Any]:
    return {
        "kind": question.kind,
        "level": question.level,
        "first": question.period.first,
        "last": question.period.last,
        "on_time": question.settings.on_time,
        "period_by": question.settings.period_by,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "subject": entry.subject,
        "name": entry.name,
        "rank": entry.row.rank,
        "points": entry.points,
        "grade": word(entry.grade.label) if entry.grade else "",
    }


def _line(each: LineShown) -> dict[str, Any]:
    return {
        "key": each.line.key,
        "label": word(each.line.label),
        "points": each.points,
        "read": [
            {
                "figure": read.code,
                "name": read.name,
                "value": read.value,
                "parts": read.parts,
                "has_cases": read.opens,
                "is_withheld": read.is_small,
            }
            for read in each.reads
        ],
        "why": each.steps,
    }
