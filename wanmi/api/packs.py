"""Checking a city pack before anybody loads it."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import File, Router, Schema
from ninja.files import UploadedFile

from wanmi.api.problems import Unfit
from wanmi.packs.archives import BadArchive, check_archive
from wanmi.workforce.api_auth import TokenOrSession

router = Router(tags=["packs"])
KEEPING = TokenOrSession("system_admin")


class ProblemRow(Schema):
    file: str
    line: int
    column: str
    value: str
    expected: str


class PackCheckOut(Schema):
    """No problems: the pack can be loaded with ``wanmi pack load``."""

    problems: list[ProblemRow]


@router.post("/packs/check", auth=KEEPING, response=PackCheckOut)
def check(request: HttpRequest, archive: File[UploadedFile]) -> dict[str, object]:
    """Name every problem of the pack in a ZIP archive; change nothing."""
    try:
        return {"problems": check_archive(archive)}
    except BadArchive as error:
        raise Unfit(_("Expected a ZIP archive of at most 50 MB with one city.toml"), "archive") from error
