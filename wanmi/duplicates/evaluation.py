"""How well a finder finds the links that people made, and which cases they called duplicates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from wanmi.duplicates.cases import Cases, repeats_of
from wanmi.duplicates.finder import Finder

PLAUSIBLE_METRES = 500.0  # people also link cases at the other end of the city, by slips of the pen
PLAUSIBLE_HOURS = 75 * 24.0


@dataclass(frozen=True, slots=True)
class Report:
    """``hit``: the linked case is the first, or among the first three, proposed; of plausible links and of all.
    ``matter_hit``: one that links join with it, over others or directly, is as good.

    ``precision``, ``recall`` and ``f1`` are of flagging the linked cases at the threshold where F1 is best.
    ``called_f1`` is the best F1 of all that people closed as duplicates, also without naming the other.
    """

    cases: int
    links: int
    hit_at_1: float
    hit_at_3: float
    plausible_links: int
    plausible_hit_at_1: float
    plausible_hit_at_3: float
    matter_hit_at_1: float
    matter_hit_at_3: float
    precision: float
    recall: float
    f1: float
    threshold: float  # log odds
    called_f1: float
    cases_per_s: float


@dataclass(frozen=True, slots=True)
class Answers:
    """Of the cases asked: the place of the right one among those proposed (0 first, -1 nowhere), and the flags.

    ``place_of_matter`` is that of the first one of the same matter.
    """

    linked: NDArray[np.bool_]
    called: NDArray[np.bool_]  # duplicates, by a link or without
    plausible: NDArray[np.bool_]
    place: NDArray[np.int64]
    place_of_matter: NDArray[np.int64]
    flags: NDArray[np.float64]
    seconds: float


def ask(finder: Finder, cases: Cases, links: Mapping[str, str], asked: NDArray[np.bool_] | None = None) -> Answers:
    """What the finder says of the cases ``asked``, and their share of the processor time; compiling is left out."""
    finder.find(_few(cases), links)
    started = process_time()
    found = finder.find(cases, links)
    best = found.best()
    seconds = process_time() - started
    asked = np.ones(len(cases), dtype=np.bool_) if asked is None else asked
    repeats = repeats_of(cases, links)
    matters, numbers = matters_of(repeats), np.flatnonzero(asked)
    return Answers(
        linked=(repeats >= 0)[asked],
        called=((repeats >= 0) | cases.called)[asked],
        plausible=_plausible(cases, repeats)[asked],
        place=np.array([_place(best[case], repeats[case]) for case in numbers]),
        place_of_matter=np.array([_place(matters[best[case]], matters[case]) for case in numbers]),
        flags=found.flags[asked],
        seconds=seconds * float(asked.mean()),
    )


def report(answers: Sequence[Answers]) -> Report:
    """The figures over one or several rounds of asking."""
    linked, called, plausible, place, place_of_matter, flags = (
        np.concatenate([getattr(each, name) for each in answers])
        for name in ("linked", "called", "plausible", "place", "place_of_matter", "flags")
    )
    precision, recall, f1, threshold = best_f1(linked, flags)
    return Report(
        cases=len(linked),
        links=int(linked.sum()),
        hit_at_1=_share(place[linked] == 0),
        hit_at_3=_share(place[linked] >= 0),
        plausible_links=int(plausible.sum()),
        plausible_hit_at_1=_share(place[plausible] == 0),
        plausible_hit_at_3=_share(place[plausible] >= 0),
        matter_hit_at_1=_share(place_of_matter[plausible] == 0),
        matter_hit_at_3=_share(place_of_matter[plausible] >= 0),
        precision=precision,
        recall=recall,
        f1=f1,
        threshold=threshold,
        called_f1=best_f1(called, flags)[2],
        cases_per_s=len(linked) / sum(each.seconds for each in answers),
    )


def best_f1(truth: NDArray[np.bool_], scores: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """Precision, recall, F1 and threshold where F1 is best; equal scores are flagged together."""
    order = np.argsort(-scores, kind="stable")
    hits, ranked = np.cumsum(truth[order]), scores[order]
    ends = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    precision, recall = hits[ends] / (ends + 1), hits[ends] / max(1, hits[-1])
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    best = int(f1.argmax())
    return float(precision[best]), float(recall[best]), float(f1[best]), float(ranked[ends[best]])


def matters_of(repeats: NDArray[np.int64]) -> NDArray[np.int64]:
    """A number for each case, the same for all that links join. ``repeats``: the case each repeats, else -1.

    >>> matters_of(np.array([-1, 0, 1, -1])).tolist()
    [0, 0, 0, 1]
    """
    linked = np.flatnonzero(repeats >= 0)
    links = coo_array((np.ones(len(linked)), (linked, repeats[linked])), shape=(len(repeats),) * 2)
    matters: NDArray[np.int64] = connected_components(links, directed=False)[1].astype(np.int64)
    return matters


def _plausible(cases: Cases, repeats: NDArray[np.int64]) -> NDArray[np.bool_]:
    metres = np.hypot(cases.x - cases.x[repeats], cases.y - cases.y[repeats])
    hours = np.abs(cases.opened - cases.opened[repeats])
    return (repeats >= 0) & (metres < PLAUSIBLE_METRES) & (hours < PLAUSIBLE_HOURS)


def _place(proposed: NDArray[np.integer[Any]], right: np.int64) -> int:
    at = np.flatnonzero(proposed == right)
    return int(at[0]) if len(at) else -1


def _few(cases: Cases) -> Cases:
    """A hundred cases, to have everything compiled."""
    few = {name: getattr(cases, name)[:100] for name in Cases.__slots__ if name not in ("kinds", "sources")}
    return replace(cases, **few)


def _share(hits: NDArray[np.bool_]) -> float:
    return float(hits.mean()) if len(hits) else float("nan")
