"""Taking a preset into the test city, as a pack that extends it would."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings

from wanmi.joint.models import RuleBook
from wanmi.joint.rules.definition import Rules
from wanmi.joint.rules.proving import Known
from wanmi.joint.rules.reading import read_rules
from wanmi.workforce.models import Organisation

PRESETS = Path(settings.ROOT) / "cities" / "presets"


def processes_of(name: str) -> dict[str, str]:
    folder = PRESETS / name / "joint" / "processes"
    return {path.stem: path.read_text() for path in sorted(folder.glob("*.toml"))}


def text_of(name: str) -> str:
    return (PRESETS / name / "joint" / f"{name}.toml").read_text()


def rules_in(name: str, known: Known | None = None) -> Rules:
    return read_rules(f"{name}.toml", text_of(name), processes_of(name), known)


def taken(name: str) -> RuleBook:
    """The rule book of a preset, proved against the organisations of the city and stored."""
    rules = rules_in(name, Known(frozenset(Organisation.objects.values_list("code", flat=True))))
    text, processes = text_of(name), processes_of(name)
    return RuleBook.objects.create(
        key=rules.key,
        version=rules.version,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        valid_from=rules.valid_from,
        file=f"{name}.toml",
        text=text,
        processes={key: processes[key] for key in (rules.obligation.key, *([rules.part.key] if rules.part else []))},
    )
