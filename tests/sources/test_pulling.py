"""Another city system is asked by Open311: this project's own server, on loopback, is the other side."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.city import DONGCHENG, ITEM, PLACE, reported
from wanmi.intake import pulling
from wanmi.outbox.calling import NoAnswer
from wanmi.packs.loading import load_pack
from wanmi.sources.models import Reading, Record
from wanmi.sources.rules import OPEN311, Source

pytestmark = pytest.mark.django_db(transaction=True)


def a_source(url: str) -> Source:
    return Source(
        "other_city", {"zh": "邻区", "en": "Neighbour"}, "open311", "open311", OPEN311, url=f"{url}/open311/v2"
    )


def test_what_a_server_shows_comes_in_once_and_a_stop_in_the_middle_loses_nothing(
    client: Client, live_server: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_pack(DONGCHENG)
    settings.OUTGOING_PRIVATE = True
    monkeypatch.setattr(pulling, "PAGE", 2)
    numbers = {reported(item=ITEM, place=PLACE, text=f"第 {n} 处井盖").number for n in range(3)}
    source = a_source(live_server.url)
    assert len(client.get("/open311/v2/requests.json").json()) == 3  # and all that the server needs is imported

    real, asked = pulling._page, list[int]()

    def broken(source: Source, start: Any, end: Any, page: int) -> list[Any]:
        asked.append(page)
        if page == 2:
            raise NoAnswer("pulled the plug")
        return real(source, start, end, page)

    monkeypatch.setattr(pulling, "_page", broken)
    with pytest.raises(NoAnswer):
        pulling.pull(source)
    reading = Reading.objects.get(pk=source.key)
    assert (reading.until, reading.failed, Record.objects.count()) == (None, "pulled the plug", 2)
    monkeypatch.setattr(pulling, "_page", real)
    sums = pulling.pull(source)
    assert (sums.new, sums.known, sums.bad_rows) == (1, 2, 0)
    assert set(Record.objects.values_list("number", flat=True)) == numbers
    again = pulling.pull(source)
    assert (again.new, Record.objects.count()) == (0, 3)
    settings.OUTGOING_PRIVATE = False
    with pytest.raises(NoAnswer):
        pulling.pull(source)
