"""Other systems that feed the list: pushing records, dropping files, pulling, and what has ended."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from wanmi.addresses.base.transfer.records import BadTable
from wanmi.api.problems import Unfit
from wanmi.api.reading import holder
from wanmi.cases.api import decoded, journaled
from wanmi.intake import gathering, pulling
from wanmi.outbox.calling import NoAnswer
from wanmi.site.navigation import REPORTERS, SOURCE_KEEPERS
from wanmi.sources import queries
from wanmi.sources.models import Record
from wanmi.sources.reading import BadRecord, read
from wanmi.sources.rules import Source, sources_in_force
from wanmi.workforce.api_auth import TokenOrSession

router = Router(tags=["sources"])
KEEPING = TokenOrSession(*SOURCE_KEEPERS)
PUSHING = TokenOrSession(*REPORTERS)
SUFFIXES = r"^[^/\\]{1,100}\.(csv|tsv|xlsx)$"


class SourceOut(Schema):
    key: str
    label: dict[str, str]
    kind: str = Field(description="file, push or open311")
    channel: str
    columns: dict[str, str] = Field(description="Field of a report -> column of the source")
    writes_back: bool


class RecordIn(Schema):
    """One matter, in the columns that the city has declared for the source; else `number`, `text` and so on."""

    record: dict[str, str | float | int | None] = Field(max_length=100)


class RecordOut(Schema):
    source: str
    number: str = Field(description="The source's own")
    case: str
    told_at: datetime | None
    ended_at: datetime | None
    ending: str

    @staticmethod
    def resolve_case(row: Record) -> str:
        return row.case.number


class TakenOut(Schema):
    source: str
    number: str = Field(description="The source's own")
    case: str
    is_new: bool
    differs: bool = Field(description="It was known, and the source said something else before: nothing was changed")


class RecordsOut(Schema):
    rows: list[RecordOut]
    after: str = Field(description="Pass it as `after` for the next page; empty at the end")


class FileIn(Schema):
    name: str = Field(pattern=SUFFIXES)
    content: str = Field(description="The file in base64")


class BadOut(Schema):
    line: int
    column: str
    value: str
    expected: str


class SumsOut(Schema):
    new: int
    known: int
    differ: int
    bad_rows: int
    bad: list[BadOut] = Field(description="The first of them")


class RecordAsking(Schema):
    after: int = Field(0, ge=0, le=2**53)
    size: int = Field(100, ge=1, le=500)
    ended: bool = Field(
        False, description="Only what has ended here: what a source that takes files closes on its side"
    )


@router.get("/sources", auth=KEEPING, response=list[SourceOut])
def sources(request: HttpRequest) -> list[dict[str, Any]]:
    """The sources that the city has declared."""
    return [_shown(source) for source in sources_in_force().values()]


def _shown(source: Source) -> dict[str, Any]:
    names = ("key", "label", "kind", "channel", "columns")
    return {name: getattr(source, name) for name in names} | {"writes_back": bool(source.write_back)}


@router.get("/sources/{key}/records", auth=KEEPING, response=RecordsOut)
def records(request: HttpRequest, key: str, asked: Query[RecordAsking]) -> queries.RecordPage:
    """What a source has told, in the order in which it came."""
    return queries.records(queries.source_with(key), asked.after, asked.size, ended=asked.ended)


@router.post("/sources/{key}/records", auth=PUSHING, response={200: TakenOut, 201: TakenOut})
@journaled
def push(request: HttpRequest, key: str, body: RecordIn) -> Status[Any]:
    """Tell one matter: 201, or 200 where the source's own number is known; it is the key of repetition."""
    source = queries.source_with(key)
    try:
        told = read(source, body.record)
    except BadRecord as error:
        raise Unfit(error.expected, error.column) from error
    taken = gathering.take(source, told)
    answer = {
        "source": source.key,
        "number": told.number,
        "case": taken.case.number,
        "is_new": taken.is_new,
        "differs": taken.differs,
    }
    return Status(201 if taken.is_new else 200, answer)


@router.post("/sources/{key}/files", auth=KEEPING, response=SumsOut)
def drop(request: HttpRequest, key: str, body: FileIn) -> gathering.Sums:
    """Take a file of records; each bad row is named and left out."""
    source = queries.source_with(key)
    [content] = decoded("content", [body.content])
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"dropped{Path(body.name).suffix.lower()}"
        path.write_bytes(content)
        try:
            return gathering.drop(source, path, holder(request), body.name)
        except BadTable as error:
            raise Unfit(str(error), "content") from error


@router.post("/sources/{key}/pull", auth=KEEPING, response=SumsOut)
def pull(request: HttpRequest, key: str) -> gathering.Sums:
    """Ask an Open311 server for what has come in since the last time."""
    source = queries.source_with(key)
    if source.kind != "open311":
        raise Unfit(_("This source is not asked; it sends."), "key")
    try:
        return pulling.pull(source)
    except NoAnswer as error:
        raise Unfit(_("The source did not answer: %(why)s") % {"why": error}, "key") from error
