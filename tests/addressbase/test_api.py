"""Addresses for other software: who may ask, what is answered, and what nonsense gets."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.addressbase.base import address_like, caller, loaded, old_index
from tests.city import PLACE
from wanmi.addresses.base import answering, publishing
from wanmi.addresses.base.errors import NotPublished
from wanmi.addresses.base.models import Address, Alias
from wanmi.addresses.base.queries import code_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "loaded")]
__all__ = ["loaded", "old_index"]
ROOM = "东华门街道清荷苑一号楼二单元201"
NONSENSE = ["", "   ", "😀" * 50, "\x00\x07", "长" * 100_000, "火星基地第三穹顶", "???"]


def ask(client: Client, path: str, kind: str = "operator", **query: Any) -> Any:
    return client.get(f"/api/v1/addresses/{path}", query, headers=caller(kind))


def test_words_become_one_address_with_what_that_rests_on(client: Client) -> None:
    first = ask(client, "resolve", text=ROOM).json()["candidates"][0]
    at = address_like("清荷苑1幢2单元2层201室")
    assert (first["code"], first["public_id"], first["level"]) == (code_of(at), at.public_id, "room")
    assert (first["place"], first["lon"], first["lat"]) == (PLACE, at.lon, at.lat)
    assert first["elements"]
    assert first["score"] > 0.5


def test_an_alias_leads_to_its_address_and_to_what_lies_below(client: Client) -> None:
    Alias.objects.create(address=address_like("清荷苑"), text="红砖大院", kind="colloquial")
    publishing.publish(lambda step, done: None)
    first = ask(client, "resolve", text="东城区东华门街道红砖大院").json()["candidates"][0]
    assert first["public_id"] == address_like("清荷苑").public_id
    below = ask(client, "resolve", text="东城区东华门街道红砖大院一号楼二单元201").json()["candidates"][0]
    assert below["public_id"] == ask(client, "resolve", text=ROOM).json()["candidates"][0]["public_id"]


@pytest.mark.parametrize("text", NONSENSE)
def test_nonsense_is_refused_and_the_batch_goes_on(client: Client, text: str) -> None:
    if len(text) < 1_000:  # what fits into an address line
        assert ask(client, "resolve", text=text).json() == {"candidates": []}
    body = {"texts": [text, ROOM]}
    rows = client.post(
        "/api/v1/addresses/batch", body, content_type="application/json", headers=caller("operator")
    ).json()
    assert [row["level"] for row in rows] == [None, "room"]


def test_the_nearest_address_to_a_position(client: Client) -> None:
    at = address_like("清荷胡同5号")
    assert ask(client, "reverse", lon=at.lon, lat=at.lat).json()[0]["public_id"] == at.public_id
    assert ask(client, "reverse", lon=0, lat=0).json() == []
    assert ask(client, "reverse", lon=500, lat=0).status_code == 422


def test_what_is_typed_is_completed(client: Client) -> None:
    found = ask(client, "complete", prefix="清荷胡同").json()
    assert found
    assert all("清荷胡同" in text for text in found)


@pytest.mark.parametrize("path", ["resolve?text=x", "reverse?lon=1&lat=1", "complete?prefix=x"])
def test_strangers_and_administrators_are_refused(client: Client, path: str) -> None:
    assert client.get(f"/api/v1/addresses/{path}").status_code == 401
    assert client.get(f"/api/v1/addresses/{path}", headers=caller("audit_admin")).status_code == 403
    assert client.get(f"/api/v1/addresses/{path}", headers=caller("dispatcher")).status_code == 200


def test_a_batch_is_not_without_end(client: Client) -> None:
    body = {"texts": ["x"] * (answering.BATCH_AT_MOST + 1)}
    answer = client.post("/api/v1/addresses/batch", body, content_type="application/json", headers=caller("operator"))
    assert answer.status_code == 422


def test_answers_cost_one_query_however_many(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    publishing.resolver()
    for texts in ([ROOM], [ROOM] * 50):
        with django_assert_num_queries(1):
            answering.resolve_many(texts)
    with django_assert_num_queries(1):
        answering.resolve(ROOM)


def test_an_address_that_has_ended_since_is_not_the_place_of_a_report() -> None:
    Address.objects.filter(pk=address_like("清荷苑1幢2单元2层201室").pk).update(state="void")
    assert answering.best(ROOM) is None


def test_a_new_version_answers_at_once_and_old_ones_go() -> None:
    before = publishing.resolver()
    assert publishing.resolver() is before
    versions = [publishing.publish(lambda step, done: None).version for _ in range(2)]
    assert publishing.resolver() is not before
    assert publishing.current_version() == versions[-1]
    folders = {path.name for path in publishing.folder().iterdir() if path.is_dir()}
    assert len(folders) == publishing.KEPT
    assert versions[-1] in folders


@pytest.mark.usefixtures("old_index")
def test_an_index_of_another_release_is_as_good_as_none() -> None:
    assert publishing.current_version() == "old"
    assert not publishing.is_published()
    assert answering.meant(ROOM) == []
    with pytest.raises(NotPublished):
        publishing.resolver()


def test_without_an_index_the_answer_is_that_there_is_none(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setattr(publishing, "folder", lambda: tmp_path)
    answer = ask(client, "resolve", text=ROOM)
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
