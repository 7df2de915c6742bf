"""The API against its own document: whatever is asked, no 5xx and no answer that the document does not describe.

A system administrator and a handler ask; the examples are the same in every run.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.intake.test_api import caller

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
# Without a published index these answer 503, as they should; tests/addressbase asks them with one.
NEED_AN_INDEX = ("/addresses/resolve", "/addresses/reverse", "/addresses/complete", "/addresses/batch")
EXAMPLES = 4  # of each operation and caller
CHECKS = [
    *(not_a_server_error, status_code_conformance, content_type_conformance),
    *(response_headers_conformance, response_schema_conformance),
]


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Requests by WSGI would close the connection that holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("kind", ["system_admin", "handler"])
def test_every_operation_keeps_to_its_document(kind: str) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
    headers = caller(kind)
    failures: list[str] = []
    operations = [found.ok() for found in schema.get_all_operations()]
    operations = [each for each in operations if not each.path.endswith(NEED_AN_INDEX)]
    for operation in operations:
        failures += _tried(operation, headers)
    assert len(operations) > 50
    assert failures == []


def _tried(operation: Any, headers: dict[str, str]) -> list[str]:
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def ask(data: Any) -> None:
        data.draw(operation.as_strategy()).call_and_validate(headers=headers, checks=CHECKS)

    try:
        ask()
    except BaseExceptionGroup as error:
        return [f"{operation.label}: {each}" for each in error.exceptions]
    except AssertionError as error:
        return [f"{operation.label}: {error}"]
    return []
