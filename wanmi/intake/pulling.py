"""Asking another city system for its service requests by Open311 (GeoReport v2, GET Service Requests)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone

from wanmi.intake.gathering import Sums, take_all
from wanmi.outbox.calling import NoAnswer, call
from wanmi.sources.models import Reading
from wanmi.sources.rules import Source

SPAN = timedelta(days=90)  # GeoReport v2: start_date to end_date "may not span more than 90 days"
AGAIN = timedelta(minutes=10)  # asked for once more: a server may show a request later than it dated it
PAGE = 100
MOST_PAGES = 1_000
MOST_BYTES = 8_000_000  # of one answer


def pull(source: Source) -> Sums:
    """Take all requests since the last seen one. Raises NoAnswer; what was taken by then stays and is known again.

    Only when a whole span has been read is it marked as read, so that one may stop and resume at any moment.
    """
    reading, _made = Reading.objects.get_or_create(pk=source.key)
    now, sums = timezone.now(), Sums()
    start = reading.until - AGAIN if reading.until else now - SPAN
    try:
        while start < now:
            end = min(start + SPAN, now)
            take_all(source, enumerate(_requests(source, start, end), 1), sums)
            Reading.objects.filter(pk=source.key).update(until=end, looked_at=now, failed="")
            start = end
    except NoAnswer as error:
        Reading.objects.filter(pk=source.key).update(looked_at=now, failed=str(error)[:200])
        raise
    return sums


def _requests(source: Source, start: datetime, end: datetime) -> Iterator[dict[str, Any]]:
    """Page by page, until a page brings nothing new: servers that know no pages give the same again."""
    seen: set[str] = set()
    for page in range(1, MOST_PAGES + 1):
        found = [row for row in _page(source, start, end, page) if isinstance(row, dict)]
        fresh = [row for row in found if str(row.get("service_request_id")) not in seen]
        yield from fresh
        if not fresh or len(found) < PAGE:
            return
        seen |= {str(row.get("service_request_id")) for row in fresh}


def _page(source: Source, start: datetime, end: datetime, page: int) -> list[Any]:
    asked = {"start_date": start.isoformat(), "end_date": end.isoformat(), "page": page, "page_size": PAGE}
    if source.jurisdiction:
        asked["jurisdiction_id"] = source.jurisdiction
    url = f"{source.url.rstrip('/')}/requests.json?{urlencode(asked)}"
    headers = {"Accept": "application/json"}
    if token := settings.SOURCE_TOKENS.get(source.key):
        headers["Authorization"] = f"Bearer {token}"
    answer = call("GET", url, headers, b"", private=settings.OUTGOING_PRIVATE, most=MOST_BYTES)
    if answer.status != 200:
        raise NoAnswer(f"the server answered {answer.status}")
    try:
        rows = json.loads(answer.text)
    except ValueError as error:
        raise NoAnswer("the answer is no JSON, or longer than is read") from error
    if not isinstance(rows, list):
        raise NoAnswer("the answer is no list of service requests")
    return rows
