"""What the tests of the boards ask for."""

from __future__ import annotations

import re

FILED = "span=year&period_by=filing"
LEAGUE = f"/boards/?scheme=unit_603010&{FILED}"
DEPARTMENT = "water_supply"  # answers for the item of tests.city there


def counts_in(text: str) -> int:
    """The count that a list of cases tells above itself."""
    found = re.search(r'<p class="board-count"><strong>(\d+)</strong>', text)
    assert found
    return int(found[1])
