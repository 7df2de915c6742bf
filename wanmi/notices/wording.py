"""A notice in words, made at the moment of sending and kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation

from wanmi.cases.definition import case_definition
from wanmi.cases.explaining import moment
from wanmi.cases.models import Case
from wanmi.cases.wording import word
from wanmi.notices.contacts import token_for
from wanmi.notices.rules import Label, Rules
from wanmi.process.definition import Definition
from wanmi.territory.queries import current_city, full_names, name_of
from wanmi.workforce.queries import city_zone

STOP_PAGE = "stop_notices"
STATUS_PAGE = "public_status"  # takes the number of a case
LOCALES = {"zh": "zh-hans", "en": "en"}


def words_of(subject: str, language: str, reason: str = "") -> dict[str, str]:
    """What the placeholders stand for, for the case with this number (or another subject, known by its name alone)."""
    with translation.override(LOCALES[language]), timezone.override(city_zone()):
        words = dict.fromkeys(("item", "state", "place", "department", "due"), "–")
        words |= {"city": name_of(current_city()), "number": subject}
        found = Case.objects.select_related("item", "department").filter(number=subject).first()
        return words | (_of_case(found, case_definition(), reason) if found else {})


def _of_case(case: Case, definition: Definition, reason: str) -> dict[str, str]:
    row = definition.states.get(reason) or definition.requests.get(reason) or definition.states[case.state]
    due = case.tasks.filter(reason=reason or case.state).values_list("due_at", flat=True).first() or case.due_at
    return {
        "item": name_of(case.item) if case.item else "–",
        "state": word(row.label),
        "place": full_names([case.place])[case.place],
        "department": name_of(case.department) if case.department else "–",
        "due": moment(due) if due else "–",
    }


def filled(label: Label, language: str, words: Mapping[str, str]) -> str:
    return label[language].format_map(words)


def closing_lines(rules: Rules, subject: str, language: str) -> list[str]:
    """The links below a notice to a reporter: where the case stands, and how to refuse further notices."""
    links = {"link": (rules.link_line, STATUS_PAGE, subject), "stop": (rules.stop_line, STOP_PAGE, token_for(subject))}
    lines = []
    for name, (label, page, argument) in links.items():
        if address := _address(page, argument):
            lines.append(label[language].format_map({name: address}))
    return lines


def _address(page: str, argument: str) -> str:
    """The address of a public page; empty where the site has no public address, or no such page."""
    try:
        return settings.PUBLIC_URL and settings.PUBLIC_URL + reverse(page, args=[argument])
    except NoReverseMatch:
        return ""
