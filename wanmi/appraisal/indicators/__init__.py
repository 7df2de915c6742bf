"""The indicators of appraisal, each written once as an expression over the facts of the lake.

Names and formulas follow GB/T 30428.4 and CJ/T 292 as cities and their vendors apply them; docs/appraisal.md tells
where each comes from. Beside the 84 stand the counts that some of their rates need.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from wanmi.appraisal.indicators.checking import CHECKING
from wanmi.appraisal.indicators.closing import CLOSING
from wanmi.appraisal.indicators.dispatching import DISPATCHING
from wanmi.appraisal.indicators.establishing import ESTABLISHING
from wanmi.appraisal.indicators.handling import HANDLING_INDICATORS
from wanmi.appraisal.indicators.reporting import REPORTING
from wanmi.appraisal.indicators.scores import SCORES
from wanmi.appraisal.indicators.shapes import Count, Formula, Indicator, Mean, Rate, Unmeasured

__all__ = [
    "INDICATORS",
    "Count",
    "Formula",
    "Indicator",
    "Mean",
    "Rate",
    "UnknownIndicator",
    "Unmeasured",
    "counts_of",
    "named",
]

INDICATORS: dict[str, Indicator] = {
    indicator.code: indicator
    for group in (REPORTING, ESTABLISHING, DISPATCHING, HANDLING_INDICATORS, CHECKING, CLOSING, SCORES)
    for indicator in group
}


class UnknownIndicator(LookupError):
    """No indicator has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(_("no indicator is called {code}; `wanmi appraisal indicators` lists them").format(code=code))


def named(code: str) -> Indicator:
    """The indicator with this code. Raises UnknownIndicator."""
    if code not in INDICATORS:
        raise UnknownIndicator(code)
    return INDICATORS[code]


def counts_of(codes: Iterable[str]) -> dict[str, Count]:
    """The counts that these indicators are made of. Raises UnknownIndicator."""
    found: dict[str, Count] = {}
    for code in codes:
        indicator = named(code)
        if isinstance(indicator, Count):
            found[code] = indicator
        else:
            found |= counts_of(_parts(indicator))
    return found


def _parts(indicator: Indicator) -> tuple[str, ...]:
    match indicator:
        case Rate():
            return indicator.of, indicator.to
        case Mean():
            return (indicator.over,)
        case Formula():
            return tuple(indicator.weights)
    return ()
