"""An invented town: lamps, trees and holes, some reported twice within hours and metres."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

KINDS = {"lamp out": "lamps", "pole down": "lamps", "tree fallen": "trees", "hole": "roads"}


def town(matters: int = 500, seed: int = 3) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Rows of cases and the links between them. A third of the lamps, and few of the others, are reported again and
    closed two hours later."""
    draw = random.Random(seed)
    rows, links = [], {}
    for number in range(matters):
        kind = draw.choice(list(KINDS))
        first = _row(draw, f"a{number}", kind, datetime(2024, 3, 1) + timedelta(hours=draw.uniform(0, 24 * 60)))
        rows.append(first)
        if draw.random() < (0.33 if kind == "lamp out" else 0.05):
            again = first | {"id": f"b{number}", "source": draw.choice(["call", "app"])}
            reported = datetime.fromisoformat(first["open"]) + timedelta(hours=draw.expovariate(1))
            again["open"], again["closed"] = reported.isoformat(), (reported + timedelta(hours=2)).isoformat()
            again["lat"] = first["lat"] + draw.gauss(0, 0.0001)
            rows.append(again)
            links[again["id"]] = first["id"]
    return rows, links


def _row(draw: random.Random, name: str, kind: str, opened: datetime) -> dict[str, Any]:
    return {
        "id": name,
        "open": opened.isoformat(),
        "closed": (opened + timedelta(hours=draw.uniform(24, 200))).isoformat(),
        "type": kind,
        "reason": KINDS[kind],
        "title": kind,
        "source": draw.choice(["call", "app", "patrol"]),
        "address": f"{draw.randint(1, 300)} {draw.choice(['Elm', 'Oak', 'Lake'])} St",
        "lat": 42.3 + draw.uniform(-0.01, 0.01),
        "lon": -71.1 + draw.uniform(-0.01, 0.01),
    }
