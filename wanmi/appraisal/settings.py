"""What a city decides about its figures. Printed on every report, and part of each result's hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from wanmi.cases.definition import case_definition
from wanmi.cases.wording import word
from wanmi.journal.chain import canonical
from wanmi.territory.queries import current_city

OnTime = Literal["handling", "closing"]
PeriodBy = Literal["deadline", "filing", "closing"]


@dataclass(frozen=True, slots=True)
class Settings:
    """The city's choices between what cities and standards do differently; docs/appraisal.md weighs them.

    ``on_time``: a case is closed on time when its department finished by the deadline ("handling", fair to the
    department) or when the centre closed it by then ("closing"). ``period_by``: a case belongs to the period of its
    deadline (of its closing, where that came first), of its filing, or of its closing; a stage likewise to that of its
    own deadline, beginning or end. The rest are the codes that make work of an earlier desk wrong.
    """

    on_time: OnTime = "handling"
    period_by: PeriodBy = "deadline"
    wrong_acceptance: tuple[str, ...] = ("below_condition", "duplicate")
    wrong_filing: tuple[str, ...] = ("filed_in_error", "duplicate")
    wrong_dispatch: tuple[str, ...] = ("not_our_duty", "not_our_ground", "owner_elsewhere")

    @property
    def digest(self) -> str:
        """SHA-256 of the choices, hex."""
        return hashlib.sha256(canonical(asdict(self)).encode()).hexdigest()

    def as_lines(self) -> list[str]:
        """The choices as sentences for the foot of a report, in the reader's language."""
        on_time = {
            "handling": _("On time: the department finished by the deadline"),
            "closing": _("On time: the case was closed by the deadline"),
        }
        period = {
            "deadline": _("Period: that of the deadline, or of the end where it came first"),
            "filing": _("Period: that of filing; of a stage, that of its beginning"),
            "closing": _("Period: that of closing; of a stage, that of its end"),
        }
        return [
            on_time[self.on_time],
            period[self.period_by],
            _("Wrong acceptance: {codes}").format(codes=_named(self.wrong_acceptance)),
            _("Wrong filing: {codes}").format(codes=_named(self.wrong_filing)),
            _("Wrong dispatch: {codes}").format(codes=_named(self.wrong_dispatch)),
        ]


def _named(codes: Iterable[str]) -> str:
    """What the process in force calls these codes of its fields."""
    fields = case_definition().fields.values()
    labels = {key: word(code.label) for field in fields for key, code in field.codes.items()}
    return _(", ").join(labels.get(code, code) for code in codes)


def city_settings() -> Settings:
    """The choices of this city's pack (``appraisal`` in its settings)."""
    return settings_from(current_city().settings.get("appraisal", {}))


def settings_from(table: Mapping[str, Any]) -> Settings:
    """Settings from a table of a city pack, which was checked when it was loaded."""
    choices: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    return Settings(**choices)
