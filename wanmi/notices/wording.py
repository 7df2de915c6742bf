"""A notice in words, made at the moment of sending and kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.module_loading import import_string

from wanmi.cases.definition import case_definition
from wanmi.cases.explaining import moment
from wanmi.cases.models import Case
from wanmi.cases.wording import word
from wanmi.notices.companions import Told
from wanmi.notices.contacts import token_for
from wanmi.notices.rules import PLACEHOLDERS, Label, Rules
from wanmi.process.definition import Definition
from wanmi.territory.queries import current_city, full_names, name_of
from wanmi.workforce.queries import city_zone

STOP_PAGE = "stop_notices"
LOCALES = {"zh": "zh-hans", "en": "en"}


def words_of(subject: str, language: str, reason: str = "") -> dict[str, str]:
    """What the placeholders stand for, for the case with this number (or another subject, known by its name alone)."""
    with translation.override(LOCALES[language]), timezone.override(city_zone()):
        words = dict.fromkeys(PLACEHOLDERS, "–")
        words |= {"city": name_of(current_city()), "number": subject}
        found = Case.objects.select_related("item", "department").filter(number=subject).first()
        return words | (_of_case(found, case_definition(), reason) if found else {})


def told_words(told: Told, language: str) -> dict[str, str]:
    """What the placeholders of an answer or an extension stand for."""
    with translation.override(LOCALES[language]), timezone.override(city_zone()):
        until = moment(told.until) if told.until else "–"
        return {"answer": told.words, "why": told.words, "until": until, "ground": told.ground or "–"}


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


@dataclass(frozen=True, slots=True)
class Home:
    """Where whoever left a contact in a case finds it, and in which language he is told."""

    path: str = ""
    language: str = "zh"


def resident_home(number: str, actor: str) -> Home:
    """His own page of the case, as the room that settings.RESIDENT_HOME names knows it."""
    path, language = import_string(settings.RESIDENT_HOME)(number, actor)
    return Home(path, "en" if language.startswith("en") else "zh")


def closing_lines(rules: Rules, home: Home, contact: str) -> list[str]:
    """The links below a notice: where the case stands, and how to refuse further notices; none without an address."""
    if not settings.PUBLIC_URL:
        return []
    stop = settings.PUBLIC_URL + reverse(STOP_PAGE, args=[token_for(contact)])
    lines = [rules.stop_line[home.language].format(stop=stop)]
    if home.path:
        lines.insert(0, rules.link_line[home.language].format(link=settings.PUBLIC_URL + home.path))
    return lines
