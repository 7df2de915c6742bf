"""How much time is left, in words and levels."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from wanmi.site.urgency import span, urgency

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "english", "chinese"),
    [
        (0, "1 min", "1 分钟"),
        (59, "59 min", "59 分钟"),
        (60, "1 h 0 min", "1 小时 0 分"),
        (599, "9 h 59 min", "9 小时 59 分"),
        (600, "10 h", "10 小时"),
        (1439, "23 h", "23 小时"),
        (1440, "1 d", "1 天"),
        (1505, "1 d 1 h", "1 天 1 小时"),
    ],
)
def test_span(minutes: int, english: str, chinese: str) -> None:
    for language, words in (("en", english), ("zh-hans", chinese)):
        with translation.override(language):
            assert span(timedelta(minutes=minutes)) == words


@pytest.mark.parametrize(
    ("passed", "level"),
    [(0, "ok"), (44, "ok"), (45, "ok"), (46, "soon"), (60, "soon"), (61, "late")],
)
def test_the_last_quarter_is_soon_and_what_is_past_is_late(passed: int, level: str) -> None:
    """Of an hour that began at noon."""
    assert urgency(NOON, NOON + timedelta(minutes=60), NOON + timedelta(minutes=passed)).level == level
