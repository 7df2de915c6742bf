"""How fast are the figures of a whole city at ten million cases, and does PostgreSQL say the same?

Each case is a copy of a real one: the case process is walked at random by its engine, the acts are told as the journal
tells them, and the lake's own fold gives the facts. Copies are moved in time and laid on 9,885 unit grids of 195 towns,
so that deadlines, reworks, returns and suspensions keep their proportions. PostgreSQL gets the same rows, the indexes
its planner wants for them, and queries that were written for it by hand. It reads the cases at each question; we read
what the lake added up by day when it was synced, and making that is timed, too.
"""

from __future__ import annotations

import os
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

CASES, QUICK = 10_000_000, 1_000_000
ROUNDS = 3


def run(quick: bool) -> dict[str, float]:
    os.environ |= {"DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "tests.django_settings"}
    import django

    django.setup()
    from bench._appraisal_city import write_lake

    cases = QUICK if quick else CASES
    with tempfile.TemporaryDirectory(dir=os.environ.get("WANMI_BENCH_FOLDER")) as home:
        began = time.perf_counter()
        written = write_lake(Path(home), cases)
        seconds = time.perf_counter() - began
        print(f"{cases:>12,} cases, {written.entries:,} entries, {written.stays:,} stays in {seconds:.1f} s")
        print(f"{written.folded_per_s:>12,.0f} entries a second folded into facts by the lake itself")
        return _told(_compared(Path(home)), written)


def _compared(home: Path) -> dict[str, float]:
    """Ours and PostgreSQL's figures for a month and a year, at both levels, and the seconds they took."""
    from bench._appraisal_peer import Peer
    from wanmi.appraisal.cubes.shelf import keep
    from wanmi.appraisal.measuring import Period, Settings, open_lake

    lake = open_lake(home)
    periods = {
        "month": Period(date(2026, 3, 1), date(2026, 3, 31)),
        "year": Period(date(2026, 1, 1), date(2026, 12, 31)),
    }
    began = time.perf_counter()
    keep(home, lake.manifest, Settings(), periods["year"].zone)
    figures: dict[str, float] = {"differences": 0, "cubes_s": time.perf_counter() - began}
    print(f"{'cubes':>12}: of the year in {figures['cubes_s']:.1f} s, {figures['cubes_s'] / 365:.2f} s for each day")
    ours: dict[str, pa.Table] = {}
    for name, period in periods.items():
        ours[name], figures[f"{name}_s"] = _best(partial(_look, home, period), ROUNDS)
    figures["month_by_facts_s"] = _best(partial(_look, home, periods["month"], by_facts=True), 1)[1]
    with Peer(home, lake.at) as peer:
        figures["postgresql_load_s"] = peer.load_s
        for name, period in periods.items():
            theirs, seconds = _best(partial(peer.measure, period), 1 if name == "year" else 2)
            figures[f"postgresql_{name}_s"] = seconds
            figures["differences"] += differences(ours[name], theirs)
            ours_s = figures[f"{name}_s"]
            print(f"{name:>12}: {ours[name].num_rows:,} figures in {ours_s:.2f} s, PostgreSQL {seconds:.2f} s")
    return figures


def _look(home: Path, period: Any, *, by_facts: bool = False) -> pa.Table:
    """All indicators of all towns and grids; ``by_facts``: as if there were no cubes."""
    from wanmi.appraisal.indicators import INDICATORS
    from wanmi.appraisal.measuring import Regions, Settings, measure, open_lake

    lake = open_lake(home)
    if by_facts:
        lake = replace(lake, home=None)
    return measure(lake, list(INDICATORS), Regions((9, 15)), period, Settings())


def _best(look: Callable[[], Any], rounds: int) -> tuple[Any, float]:
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        found = look()
        times.append(time.perf_counter() - began)
    return found, min(times)


def differences(ours: pa.Table, theirs: dict[tuple[str, str], int]) -> int:
    """How many counts are not the same; the rates are quotients of them."""
    rows = zip(ours["subject"].to_pylist(), ours["indicator"].to_pylist(), ours["numerator"].to_pylist(), strict=True)
    counts = {(subject, code): int(value) for subject, code, value in rows if code.endswith("_num") and value}
    wrong = {key for key in counts.keys() | theirs.keys() if counts.get(key, 0) != theirs.get(key, 0)}
    for subject, code in sorted(wrong)[:5]:
        print(f"differs: {code} of {subject}: {counts.get((subject, code), 0)} and {theirs.get((subject, code), 0)}")
    return len(wrong)


def _told(figures: dict[str, float], written: Any) -> dict[str, float]:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    ratios = [figures[f"postgresql_{name}_s"] / figures[f"{name}_s"] for name in ("month", "year")]
    print(f"faster than PostgreSQL: month {ratios[0]:.1f} times, year {ratios[1]:.1f} times; {memory:,.0f} MB at most")
    rounded = {name: round(value, 3) for name, value in figures.items()}
    return rounded | {
        "speedup_vs_postgresql": round(min(ratios), 1),
        "speedup_month": round(ratios[0], 1),
        "speedup_year": round(ratios[1], 1),
        "entries": float(written.entries),
        "folded_entries_per_s": round(written.folded_per_s),
        "memory_mb": round(memory),
    }
