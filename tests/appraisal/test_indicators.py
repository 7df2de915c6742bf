"""The table of indicators: all 84 are there, each made of counts that exist."""

from __future__ import annotations

import pytest

from wanmi.appraisal.indicators import INDICATORS, Count, Rate, UnknownIndicator, Unmeasured, counts_of, named

# Those that some rate needs beside the 84 of the list.
HELPERS = {
    "need_archive_hang_num",
    "urgent_need_archive_num",
    "urgent_archive_num",
    "urgent_intime_archive_num",
    "worked_num",
}


def test_there_are_eighty_four():
    assert len(INDICATORS.keys() - HELPERS) == 84


def test_every_rate_is_made_of_counts():
    for indicator in INDICATORS.values():
        if isinstance(indicator, Rate):
            assert isinstance(named(indicator.of), Count)
            assert isinstance(named(indicator.to), Count)


def test_what_has_no_facts_says_what_it_needs():
    without = {code for code, indicator in INDICATORS.items() if isinstance(indicator, Unmeasured)}
    assert without == {"satisfaction_rate", "unit_score_jinhua", "unit_score_linear60", "region_score_yangzhou"}
    assert counts_of(without) == {}


def test_an_unknown_code_is_named():
    with pytest.raises(UnknownIndicator, match="no_such_rate"):
        named("no_such_rate")
