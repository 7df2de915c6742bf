"""Dispatching 派遣 and supervising 督查: the desks of the command centre."""

from __future__ import annotations

from wanmi.appraisal.indicators.shapes import Count, Moment, Rate, Scene

DISPATCH = "to_dispatch"


def _due(s: Scene) -> object:
    """A filed case waits or waited for a dispatch; one that was sent back to filing, or voided, does not count."""
    return s.last & ~s.by("send_back") & ~s.t.is_void


def _done(s: Scene) -> object:
    return s.last & s.by("dispatch") & ~s.t.is_void


DISPATCHING = (
    Count("need_dispatch_num", "应派遣数", "dispatches due", DISPATCH, _due),
    Count("dispatch_num", "派遣数", "dispatched", DISPATCH, _done),
    Count("to_dispatch_num", "待派遣数", "waiting for dispatch", DISPATCH, lambda s: s.t.begun.notnull(), Moment.OPEN),
    Count("intime_dispatch_num", "按时派遣数", "dispatched on time", DISPATCH, lambda s: _done(s) & s.in_time),
    Count("overtime_dispatch_num", "超时派遣数", "dispatched late", DISPATCH, lambda s: _done(s) & s.late),
    Count(
        "accur_dispatch_num",
        "准确派遣数",
        "dispatched correctly",
        DISPATCH,
        lambda s: (s.t.round == 1) & s.by("dispatch") & ~s.fault(s.settings.wrong_dispatch) & ~s.t.is_void,
    ),
    # A return counts against the dispatcher once he has agreed to it, by sending the case elsewhere.
    Count(
        "wrong_dispatch_num",
        "错误派遣数",
        "dispatched wrongly",
        DISPATCH,
        lambda s: s.by("dispatch") & s.fault(s.settings.wrong_dispatch),
    ),
    Rate("intime_dispatch_rate", "按期派遣率", "on-time dispatch rate", "intime_dispatch_num", "need_dispatch_num"),
    Rate("accur_dispatch_rate", "准确派遣率", "correct dispatch rate", "accur_dispatch_num", "need_dispatch_num"),
    Count("supervise_num", "督查数", "supervision actions", "supervision", lambda s: s.begun_by("supervise")),
)
