"""When somebody may be told: quiet hours, and the hour of a digest."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from wanmi.notices.models import Preference


def wants(preference: Preference, notice: str) -> bool:
    return preference.is_on and notice not in preference.off


def not_before(preference: Preference, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The earliest moment for a notice that was made now; None: at once."""
    if preference.digest_at is not None:
        return next_time(now, preference.digest_at, zone)
    if preference.quiet_from is None or preference.quiet_until is None:
        return None
    return sendable_from(now, preference.quiet_from, preference.quiet_until, zone)


def sendable_from(now: datetime, quiet_from: time, quiet_until: time, zone: ZoneInfo) -> datetime | None:
    """The end of the quiet hours in which ``now`` lies (they may run over midnight); None outside them."""
    clock = now.astimezone(zone).time()
    if quiet_from <= quiet_until:
        is_quiet = quiet_from <= clock < quiet_until
    else:
        is_quiet = clock >= quiet_from or clock < quiet_until
    return next_time(now, quiet_until, zone) if is_quiet else None


def next_time(now: datetime, clock: time, zone: ZoneInfo) -> datetime:
    """The next moment at which clocks in ``zone`` show ``clock``."""
    local = now.astimezone(zone)
    today = datetime.combine(local.date(), clock, zone)
    return today if today > local else datetime.combine(local.date() + timedelta(days=1), clock, zone)
