"""Reports 上报 (GB/T 30428.4; counts as vendor statistics derive them): how many, from whom, and how many hold good."""

from __future__ import annotations

from wanmi.appraisal.indicators.shapes import CASES, Count, Moment, Rate

REPORT = Moment.REPORT
BY = "opened_post"

REPORTING = (
    Count("report_num", "上报数", "reports", CASES, lambda s: s.t.opened.notnull(), REPORT, BY),
    Count("patrol_report_num", "监督员上报数", "collector reports", CASES, lambda s: s.t.by_collector, REPORT, BY),
    Count("public_report_num", "公众举报数", "public reports", CASES, lambda s: ~s.t.by_collector, REPORT, BY),
    Count("valid_report_num", "有效上报数", "valid reports", CASES, lambda s: s.valid, REPORT, BY),
    Count(
        "valid_patrol_report_num",
        "监督员有效上报数",
        "valid collector reports",
        CASES,
        lambda s: s.valid & s.t.by_collector,
        REPORT,
        BY,
    ),
    Count(
        "valid_public_report_num",
        "公众有效举报数",
        "valid public reports",
        CASES,
        lambda s: s.valid & ~s.t.by_collector,
        REPORT,
        BY,
    ),
    Count(
        "patrol_deal_report_num",
        "自行处置上报数",
        "self-handled reports",
        CASES,
        lambda s: s.t.self_handled,
        REPORT,
        BY,
    ),
    Rate("patrol_valid_rate", "监督员有效上报率", "valid report rate", "valid_patrol_report_num", "patrol_report_num"),
    Rate("public_report_rate", "公众举报率", "share of public reports", "valid_public_report_num", "valid_report_num"),
    Rate(
        "supervisor_report_rate",
        "监督举报率",
        "share of collector reports",
        "valid_patrol_report_num",
        "valid_report_num",
    ),
)
