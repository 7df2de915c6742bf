"""Two packages copy the State Council's notices; they must agree on each day that seeds a city's calendar."""

from __future__ import annotations

import holidays

from tests.worktime.conftest import workdays


def test_both_packages_name_the_same_working_days_from_2018_to_2026() -> None:
    china = holidays.country_holidays("CN", years=range(2018, 2027))
    table = workdays(2018, 2026)
    assert len(table) == 9 * 365 + 2
    assert [day for day, worked in table.items() if china.is_working_day(day) != worked] == []
