"""The journal, as the audit administrator reads it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from wanmi.cases.definition import case_definition
from wanmi.cases.queries import BadCursor
from wanmi.journal.reading import entries_by_action
from wanmi.process.definition import Definition
from wanmi.site import auditing
from wanmi.site.casefile import LOOK, LOOK_ORIGINAL
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest

PAGE = 50
PERSONAL = (
    LOOK,
    "look_contact",
    LOOK_ORIGINAL,
    "look_person",
    "look_pillar",
    "erase_personal",
    "erase_person",
    "erase_contact",
    "erase_report",
)  # what is shown first: who looked at personal data, and who erased some
ALL = "all"


@allow("audit_admin")
@require_safe
def audit(request: ActingRequest) -> HttpResponse:
    """Looks at personal data, entries of one action, or all of them; newest first."""
    definition = case_definition()
    action, after = request.GET.get("action", ""), request.GET.get("after", "")
    if after and not after.isdecimal():
        raise BadCursor(after)
    wanted = list(PERSONAL) if not action else [] if action == ALL else [action]
    entries = list(entries_by_action(wanted, int(after) if after else None)[: PAGE + 1])
    length = auditing.journal_length()
    context = {
        "lines": auditing.audit_lines(entries[:PAGE], definition),
        "after": entries[PAGE - 1].seq if len(entries) > PAGE else "",
        "action": action,
        "actions": _actions(definition),
        "length": length,
        "is_small": length <= auditing.SMALL,
        "verification": auditing.last_verification(),
    }
    return render(request, "console/audit.html", context)


def _actions(definition: Definition) -> list[tuple[str, str]]:
    actions = [
        *dict.fromkeys(line.action for line in definition.transitions),
        "look_contact",
        "appoint",
        "end_appointment",
    ]
    return [(action, auditing.action_name(action, definition)) for action in actions]


@allow("audit_admin")
@require_POST
def verify(request: ActingRequest) -> HttpResponse:
    """Walk the chain of a small journal while one waits."""
    if auditing.journal_length() <= auditing.SMALL:
        auditing.verify_now()
    return redirect("audit")
