"""What the tests of the public pages share: the demo city, and residents at their browsers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.city import ITEM, picture
from tests.city import city as city
from wanmi.public.identity import new_ticket
from wanmi.public.notice import EDITION

TYPED = {"text": "路灯整夜不亮", "position_lon": "116.41", "position_lat": "39.915", "item": ITEM}
CONTACT = {"reporter_name": "周先生", "reporter_phone": "138 0000 1234", "consent": EDITION}


@pytest.fixture(autouse=True)
def fresh_counts(db: None) -> None:
    cache.clear()


@pytest.fixture
def resident() -> Client:
    return Client(headers={"Accept-Language": "en"})


def image(content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("photo.png", picture() if content is None else content, "image/png")


def send(client: Client, **typed: Any) -> str:
    """Report; gives the secret token."""
    answer = client.post(reverse("public_report"), TYPED | {"key": new_ticket()} | typed)
    assert answer.status_code == 302, answer.text
    return token_in(answer["Location"])


def token_in(location: str) -> str:
    assert location.startswith("/public/r/")
    return location.split("/")[3]


Sending = Callable[..., str]
