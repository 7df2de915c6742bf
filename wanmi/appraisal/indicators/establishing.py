"""Accepting 受理, verifying 核实 and filing 立案: the desks of the supervision centre before a case is filed."""

from __future__ import annotations

from wanmi.appraisal.indicators.shapes import Count, Moment, Rate

ACCEPT, VERIFY, FILE = "reported", "verifying", "to_file"
FOUND = ("confirm_found", "report_not_found")

ESTABLISHING = (
    # What a collector settled is never due for acceptance. Accepting a public report sends it to be verified.
    Count("need_operate_num", "应受理数", "acceptances due", ACCEPT, lambda s: ~s.by("self_handle")),
    Count("operate_num", "受理数", "accepted", ACCEPT, lambda s: s.by("accept")),
    Count("intime_operate_num", "按时受理数", "accepted on time", ACCEPT, lambda s: s.by("accept") & s.in_time),
    Count("not_operate_num", "不予受理数", "not accepted", ACCEPT, lambda s: s.by("refuse")),
    Count(
        "accur_operate_num",
        "准确受理数",
        "accepted correctly",
        ACCEPT,
        lambda s: s.by("accept") & ~s.fault(s.settings.wrong_acceptance),
    ),
    Rate("intime_operate_rate", "按期受理率", "on-time acceptance rate", "intime_operate_num", "operate_num"),
    Rate("accur_operate_rate", "准确受理率", "correct acceptance rate", "accur_operate_num", "operate_num"),
    Count("need_send_verify_num", "应发核实数", "on-site verifications to send", ACCEPT, lambda s: s.t.is_public),
    Count(
        "send_verify_num",
        "发核实数",
        "on-site verifications sent",
        ACCEPT,
        lambda s: s.t.is_public & s.by("accept"),
    ),
    Count(
        "intime_send_verify_num",
        "按时发核实数",
        "on-site verifications sent on time",
        ACCEPT,
        lambda s: s.t.is_public & s.by("accept") & s.in_time,
    ),
    Count("need_verify_num", "应核实数", "verifications due", VERIFY, lambda s: s.t.begun.notnull()),
    Count("verify_num", "核实数", "verifications done", VERIFY, lambda s: s.by(*FOUND)),
    Count("intime_verify_num", "按期核实数", "verifications on time", VERIFY, lambda s: s.by(*FOUND) & s.in_time),
    Rate("intime_verify_rate", "按期核实率", "on-time verification rate", "intime_verify_num", "need_verify_num"),
    Count("inst_num", "立案数", "cases filed", FILE, lambda s: s.forward & s.by("file")),
    Count("to_inst_num", "待立案数", "waiting for filing", FILE, lambda s: s.t.begun.notnull(), Moment.OPEN),
    Count("intime_inst_num", "按时立案数", "filed on time", FILE, lambda s: s.forward & s.by("file") & s.in_time),
    Count("not_inst_num", "不予立案数", "not filed", FILE, lambda s: s.by("decline")),
    Count(
        "accur_inst_num",
        "准确立案数",
        "filed correctly",
        FILE,
        lambda s: s.forward & s.by("file") & ~s.fault(s.settings.wrong_filing),
    ),
    Count("cancel_num", "作废数", "void", FILE, lambda s: s.by("void")),
    Rate("inst_rate", "立案率", "filing rate", "inst_num", "report_num"),
    Rate("intime_inst_rate", "按时立案率", "on-time filing rate", "intime_inst_num", "inst_num"),
    Rate("accur_inst_rate", "准确立案率", "correct filing rate", "accur_inst_num", "inst_num"),
)
