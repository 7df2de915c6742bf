"""Closing 结案: what was due to be closed, was closed, and in time by the city's meaning of it (Settings.on_time)."""

from __future__ import annotations

from wanmi.appraisal.indicators.shapes import CASES, Count, Moment, Rate

BY = "leader_post"

CLOSING = (
    Count("need_archive_num", "应结案数", "closing due", CASES, lambda s: s.due, post=BY),
    Count("archive_num", "结案数", "closed", CASES, lambda s: s.closed, post=BY),
    Count("intime_archive_num", "按期结案数", "closed on time", CASES, lambda s: s.closed_in_time, post=BY),
    Count("overtime_archive_num", "超期结案数", "closed late", CASES, lambda s: s.closed_late, post=BY),
    Count("to_archive_num", "未结案数", "open", CASES, lambda s: s.filed & s.stands, Moment.OPEN, BY),
    Count(
        "overtime_to_archive_num",
        "超期未结案数",
        "not closed and late",
        CASES,
        lambda s: s.due,
        Moment.OPEN,
        BY,
        late=True,
    ),
    # Cases that are suspended leave the denominator where local rules say so (Jinhua).
    Count(
        "need_archive_hang_num",
        "应结案数（扣除缓办）",
        "closing due without suspended",
        CASES,
        lambda s: s.due & ~s.suspended,
        post=BY,
        at_end=True,
    ),
    Count(
        "urgent_need_archive_num",
        "紧急问题应结案数",
        "urgent closing due",
        CASES,
        lambda s: s.due & s.t.is_urgent,
        post=BY,
    ),
    Count("urgent_archive_num", "紧急问题结案数", "urgent closed", CASES, lambda s: s.closed & s.t.is_urgent, post=BY),
    Count(
        "urgent_intime_archive_num",
        "紧急问题按期结案数",
        "urgent closed on time",
        CASES,
        lambda s: s.closed_in_time & s.t.is_urgent,
        post=BY,
    ),
    Rate("archive_rate", "结案率", "closing rate", "archive_num", "need_archive_num"),
    Rate(
        "archive_rate_hang",
        "结案率（扣除缓办）",
        "closing rate without suspended",
        "archive_num",
        "need_archive_hang_num",
    ),
    Rate("intime_archive_rate", "按期结案率", "on-time closing rate", "intime_archive_num", "need_archive_num"),
    Rate(
        "intime_archive_rate_hang",
        "按期结案率（扣除缓办）",
        "on-time closing rate without suspended",
        "intime_archive_num",
        "need_archive_hang_num",
    ),
    Rate("overtime_archive_rate", "超期结案率", "late closing rate", "overtime_archive_num", "need_archive_num"),
    Rate("to_archive_rate", "未结案率", "open rate", "to_archive_num", "report_num"),
    Rate(
        "urgent_archive_rate", "紧急问题结案率", "urgent closing rate", "urgent_archive_num", "urgent_need_archive_num"
    ),
    Rate(
        "urgent_intime_archive_rate",
        "紧急问题按期结案率",
        "urgent on-time closing rate",
        "urgent_intime_archive_num",
        "urgent_need_archive_num",
    ),
)
