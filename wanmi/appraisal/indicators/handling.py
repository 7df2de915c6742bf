"""Handling 处置 by departments. Due, done and late are told of the case; passes, returns and reworks of each stay."""

from __future__ import annotations

from wanmi.appraisal.indicators.shapes import CASES, HANDLING, Count, Mean, Moment, Rate

LEADER = "leader_post"

HANDLING_INDICATORS = (
    Count("need_dispose_num", "应处置数", "handling due", CASES, lambda s: s.due, post=LEADER),
    Count("dispose_num", "处置数", "handled", CASES, lambda s: s.handled, post=LEADER),
    Count("intime_dispose_num", "按期处置数", "handled on time", CASES, lambda s: s.handled_in_time, post=LEADER),
    Count("overtime_dispose_num", "超期处置数", "handled late", CASES, lambda s: s.handled_late, post=LEADER),
    Count("to_dispose_num", "未处置数", "not handled yet", HANDLING, lambda s: s.t.begun.notnull(), Moment.OPEN),
    Count(
        "overtime_to_dispose_num",
        "超期未处置数",
        "not handled and late",
        HANDLING,
        lambda s: s.t.begun.notnull(),
        Moment.OPEN,
        late=True,
    ),
    Count("through_dispose_num", "经手处置数", "handling passes", HANDLING, lambda s: s.t.begun.notnull()),
    Count("rework_num", "返工数", "reworks", HANDLING, lambda s: s.begun_by("rework")),
    Count("back_num", "回退数", "returns", HANDLING, lambda s: s.by("return")),
    Count("hang_num", "挂账数", "suspended cases", CASES, lambda s: s.due & (s.t.suspensions > 0), post=LEADER),
    Count("postpone_num", "延期数", "extended cases", CASES, lambda s: s.due & (s.t.extensions > 0), post=LEADER),
    # Counted as on time elsewhere; the instants that tell of the lateness stay in the facts.
    Count(
        "appeal_exempt_num",
        "申诉豁免数",
        "late cases excused on appeal",
        CASES,
        lambda s: s.due & s.t.is_excused,
        post=LEADER,
    ),
    Count("worked_num", "计时处置数", "timed handlings", HANDLING, lambda s: s.last & s.by("finish")),
    Rate("dispose_rate", "处置率", "handling rate", "dispose_num", "need_dispose_num"),
    Rate("intime_dispose_rate", "按期处置率", "on-time handling rate", "intime_dispose_num", "need_dispose_num"),
    Rate("overtime_dispose_rate", "超期处置率", "late handling rate", "overtime_dispose_num", "need_dispose_num"),
    Rate("rework_rate", "返工率", "rework rate", "rework_num", "through_dispose_num"),
    # Hours on the clock of the item's limit: working hours, or hours of the day for urgent and natural limits.
    Mean("avg_handle_time", "平均处置时长", "mean handling time", "worked", "worked_num", 1 / 3600),
)
