"""Whoever asks: each kind of post has a name, its pages open, and no operation without parameters breaks for it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.intake.test_api import caller
from tests.site.conftest import ClientOf, client_of
from wanmi.api.building import api
from wanmi.site.context import PostLabels
from wanmi.site.navigation import MENU
from wanmi.territory.queries import current_city
from wanmi.workforce import kinds
from wanmi.workforce.models import Appointment

__all__ = ["client_of"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
# without a published index an address is answered 503, as it should
OPERATIONS = [
    path
    for path, operations in api.get_openapi_schema()["paths"].items()
    if "get" in operations and "{" not in path and "/addresses/" not in path
]


def test_every_kind_has_a_name_in_both_languages() -> None:
    labels = PostLabels(current_city())
    assert set(labels) >= kinds.ALL
    assert all(labels[kind] for kind in kinds.ALL)


@pytest.mark.parametrize("kind", sorted(kinds.ALL))
def test_no_operation_breaks_for_a_kind_of_post(client: Client, kind: str) -> None:
    headers = caller(kind)
    answers = {path: client.get(path, headers=headers).status_code for path in OPERATIONS}
    assert {code for code in answers.values() if code >= 500} == set(), answers
    assert answers["/api/v1/field/me"] == 200


@pytest.mark.parametrize("kind", sorted(kinds.ALL))
def test_every_page_of_the_menu_opens(client_of: ClientOf, kind: str) -> None:
    held = Appointment.objects.filter(post__kind=kind, staff__is_demo=True).select_related("staff").order_by("pk")[0]
    client = client_of(held.staff.username)
    pages = [reverse(place.url) for place in MENU if kind in place.who]
    shown = {page: client.get(page) for page in pages}
    assert {page: answer.status_code for page, answer in shown.items()} == dict.fromkeys(pages, 200) != {}
    shown.pop(reverse("field"), None)  # the app asks who has signed in
    assert all(PostLabels(current_city())[kind] in answer.content.decode() for answer in shown.values())
