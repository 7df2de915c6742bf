"""``Idempotency-Key`` on every write: a request that is sent again acts once and gets the first answer again.

Acts of a process are journaled under their key and are known again by the journal, for all time: they answer with the
subject as it stands now. Every other write keeps its answer in the transaction in which it happened. Both say in a
header that nothing was done again.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from ninja.errors import HttpError

from wanmi.acts.errors import KeyUsed
from wanmi.api.models import KeptAnswer
from wanmi.journal.reading import entry_with_key
from wanmi.workforce.acting import ActingRequest

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
KEY_AT_MOST = 100
SAFE = ("GET", "HEAD", "OPTIONS")
Run = Callable[..., HttpResponse]
View = Callable[..., Any]


def once(view: View) -> View:
    """Around each operation, once its caller is known: answer from what was kept, else keep what is answered."""

    @wraps(view)
    def called(request: HttpRequest, *arguments: Any, **named: Any) -> Any:
        key = request.headers.get(HEADER, "")
        if request.method in SAFE or not key:
            return view(request, *arguments, **named)
        if len(key) > KEY_AT_MOST:
            raise HttpError(422, f"{HEADER}: {KEY_AT_MOST} characters are allowed.")
        if getattr(view, "is_journaled", False):
            cast(Any, request).was_journaled = entry_with_key(f"{_person(request)}:{key}") is not None
        else:
            digest = _digest(_person(request), key)
            if (kept := KeptAnswer.objects.filter(pk=digest).first()) is not None:
                return _again(kept, request)
            cast(Any, request).keep_answer_as = digest
        return view(request, *arguments, **named)

    return called


def kept(run: Run) -> Run:
    """Around the whole operation: what is done and its answer are stored together, or neither is."""

    @wraps(run)
    def called(request: HttpRequest, **named: Any) -> HttpResponse:
        if request.method in SAFE or not request.headers.get(HEADER):
            return run(request, **named)
        if _is_journaled(run):
            return _marked(request, run(request, **named))
        try:
            with transaction.atomic():
                return _stored(request, run(request, **named))
        except IntegrityError:  # the same key was at work at the same moment and has won
            return run(request, **named)

    return called


def _marked(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The subject as it stands now, with word that the journal knew the act already."""
    if response.status_code < 400 and getattr(request, "was_journaled", False):
        response.headers[REPLAYED] = "true"
    return response


def _is_journaled(run: Run) -> bool:
    operation = cast(Any, inspect.unwrap(run)).__self__
    return bool(getattr(operation.view_func, "is_journaled", False))


def _stored(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    digest = getattr(request, "keep_answer_as", "")
    if response.status_code >= 400:
        transaction.set_rollback(True)
    elif digest:
        KeptAnswer.objects.create(
            digest=digest,
            request=_asked(request),
            status=response.status_code,
            content_type=response.headers["Content-Type"],
            body=response.content,
        )
    return response


def _again(kept: KeptAnswer, request: HttpRequest) -> HttpResponse:
    if kept.request != _asked(request):
        raise KeyUsed(request.headers[HEADER])
    response = HttpResponse(bytes(kept.body), status=kept.status, content_type=kept.content_type)
    response.headers[REPLAYED] = "true"
    return response


def _person(request: HttpRequest) -> str:
    acting = cast(ActingRequest, request).acting
    assert acting is not None, "TokenOrSession admits nobody without a post"
    return str(acting.staff_id)


def _asked(request: HttpRequest) -> str:
    return _digest(str(request.method), request.get_full_path(), request.body.hex())


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
