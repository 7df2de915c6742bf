"""What the pages of the appraisal have in common: who asks, for which scheme, and the form over the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from wanmi.boards.asking import AskForm, Question, schemes_for
from wanmi.boards.scope import Scope
from wanmi.schemes import queries
from wanmi.schemes.definition import Kind, Scheme
from wanmi.site.views.acting import actor
from wanmi.territory.queries import today
from wanmi.workforce.acting import ActingRequest


@dataclass(frozen=True, slots=True)
class Asked:
    """A request read: the form, the schemes to choose from, and the question where the form is valid."""

    scope: Scope
    form: AskForm
    schemes: list[Scheme]
    scheme: Scheme | None
    question: Question | None

    @property
    def context(self) -> Mapping[str, Any]:
        return {"form": self.form, "schemes": self.schemes, "scheme": self.scheme, "question": self.question}

    def whole(self) -> tuple[Scheme, Question]:
        """Scheme and question of a part of a page; Http404 where there are none."""
        if self.scheme is None or self.question is None:
            raise Http404
        return self.scheme, self.question


def asked(request: ActingRequest) -> Asked:
    """What the address asks. PermissionDenied for a scheme of subjects one may not see, Http404 for an unknown one."""
    scope = Scope(actor(request))
    form = AskForm(request.GET, scope)
    valid = form.is_valid()
    day = form.cleaned_data["period"].last if valid and "period" in form.cleaned_data else today()
    schemes = list(schemes_for(scope, day))
    scheme = _chosen(request.GET.get("scheme", ""), schemes, day, scope)
    question = form.question(_kind(scheme, scope)) if valid and scheme else None
    return Asked(scope, form, schemes, scheme, question)


def _chosen(key: str, schemes: list[Scheme], day: Any, scope: Scope) -> Scheme | None:
    if not key:
        return schemes[0] if schemes else None
    found = next((scheme for scheme in schemes if scheme.key == key), None)
    if found is None:
        if any(scheme.key == key for scheme in queries.schemes(day)):
            raise PermissionDenied
        raise Http404
    return found


def _kind(scheme: Scheme, scope: Scope) -> Kind:
    """What the scheme scores: the first of its kinds that one may see."""
    return next(kind for kind in scope.kinds if kind in scheme.by)


def start_of(text: str) -> int:
    """From which row on a long table is shown; Http404 where that is no number."""
    if text and not (text.isascii() and text.isdigit() and len(text) < 9):
        raise Http404
    return int(text or 0)
