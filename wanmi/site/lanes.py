"""What the pages of lanes show and take: refusals in words, the photos and the note of a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanmi.cases.definition import definition_of
from wanmi.cases.wording import sentence, word
from wanmi.joint.models import Obligation, with_rules
from wanmi.joint.onlookers import visible
from wanmi.lanes.models import Lane, LaneReport
from wanmi.lanes.queries import posts_for
from wanmi.process.engine import Actor
from wanmi.process.errors import Refused
from wanmi.site.actform import KEY_AT_MOST
from wanmi.site.calls import Row, obligation_rows
from wanmi.site.context import PostLabels
from wanmi.site.groundforms import GroundForm
from wanmi.territory.queries import current_city
from wanmi.workforce.models import Post

REFUSALS: Mapping[str, str | Promise] = {
    "not_yours": gettext_lazy("Only those on duty in this lane do this."),
    "unknown_check": gettext_lazy("Choose what was seen."),
    "too_long": gettext_lazy("The note may have 500 characters."),
    "not_the_street": gettext_lazy("Only the street on whose ground the lane lies does this."),
    "no_lane_post": gettext_lazy("Choose the post of a lane chief or a lane steward."),
    "off_ground": gettext_lazy("The lane does not lie on the ground of this post."),
    "on_duty_already": gettext_lazy("The post has this duty already."),
    "ended": gettext_lazy("This has ended already."),
    "before_start": gettext_lazy("Nothing can end before it begins."),
}


class LanePosts(forms.ModelChoiceField):  # type: ignore[type-arg] # Django takes none at run time
    """Posts, named by what they are and whose they are."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{PostLabels(current_city())[obj.kind]} · {obj.code}"


class LaneDutyForm(GroundForm):
    """Who is to look after a lane, from when, and what that is."""

    post = LanePosts(Post.objects.none(), label=gettext_lazy("Post"))
    words = forms.CharField(label=gettext_lazy("Duty"), max_length=300)
    since = forms.DateField(label=gettext_lazy("From"))

    def __init__(self, lane: Lane, *given: Any) -> None:
        super().__init__(*given)
        field = self.fields["post"]
        assert isinstance(field, LanePosts)
        field.queryset = posts_for(lane)


@dataclass(slots=True)
class TapForm:
    """One tap in a lane, as it was typed; ``key`` makes it happen once."""

    key: str = field(default_factory=lambda: uuid4().hex)
    check: str = ""
    note: str = ""
    pictures: Sequence[bytes] = ()
    errors: list[str] = field(default_factory=list)

    @property
    def is_faulty(self) -> bool:
        return bool(self.errors)

    def read(self, request: HttpRequest) -> TapForm:
        data = request.POST
        self.key = data.get("key", "")[:KEY_AT_MOST]
        self.check, self.note = data.get("check", ""), data.get("note", "").strip()
        self.pictures = [upload.read() for upload in request.FILES.getlist("photos")]
        return self


def refusal(code: str) -> str:
    return str(REFUSALS[code])


def sentences(refused: Refused) -> list[str]:
    """Why the case could not be opened."""
    definition = definition_of(current_city())
    return [sentence(reason, definition) for reason in refused.reasons]


def told_of(reports: Sequence[LaneReport]) -> list[tuple[LaneReport, str]]:
    """Each report with the state of its case in words."""
    states = definition_of(current_city()).states
    return [(each, word(states[each.case.state].label)) for each in reports]


def whistles_about(lane: Lane, actor: Actor) -> list[Row]:
    """What was called because of cases from this lane, as far as the reader may see it; newest first."""
    found: list[Obligation] = list(
        with_rules(visible(actor).filter(case__lane_report__lane=lane))
        .select_related("caller", "desk")
        .order_by("-id")[:20]
    )
    return obligation_rows(found)


def thanks(made: LaneReport) -> str:
    return _("Reported as case %(number)s.") % {"number": made.case.number}
