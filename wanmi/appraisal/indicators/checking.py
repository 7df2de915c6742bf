"""Checking 核查 after handling: did the problem go away? Not to be mixed up with verifying before filing."""

from __future__ import annotations

from wanmi.appraisal.indicators.shapes import Count, Rate

CHECK = "checking"
ANSWERS = ("pass_check", "fail_check")

CHECKING = (
    Count("need_check_num", "应核查数", "checks due", CHECK, lambda s: s.t.begun.notnull()),
    Count("check_num", "核查数", "checks done", CHECK, lambda s: s.by(*ANSWERS)),
    Count("intime_check_num", "按期核查数", "checks on time", CHECK, lambda s: s.by(*ANSWERS) & s.in_time),
    # The shift leader did not accept the answer and had it checked again.
    Count(
        "invalid_check_num", "无效核查数", "invalid checks", CHECK, lambda s: s.by(*ANSWERS) & s.fault(("check_again",))
    ),
    Rate("intime_check_rate", "按期核查率", "on-time check rate", "intime_check_num", "need_check_num"),
)
