"""Say in words why a candidate was found: what matched, what is missing, what contradicts, step by step."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from wanmi.addresses.answers import Element, Explanation
from wanmi.addresses.belonging import is_own
from wanmi.addresses.candidates import is_inside
from wanmi.addresses.index import A_RANGES, N_SYMBOLS, NAMED, NUMBERED, P_MARKS, P_ROAD, Index, Labels, string_at
from wanmi.addresses.reading import spelling
from wanmi.addresses.workspace import (
    C_BUILDING,
    C_LEVEL,
    C_NAME,
    C_NUMBER_END,
    C_PLACE,
    C_ROAD,
    C_ROOM,
    C_ROW,
    C_UNIT,
    CANDIDATES,
    DIVISIONS,
    E_TOTAL,
    M_ALIKE,
    M_END,
    M_NAME,
    M_SLIPS,
    M_START,
    MENTIONS,
    READ,
    T_END,
    T_START,
    TOKENS,
    Work,
)

EVIDENCE = ("name", "street", "number", "division", "boundary", "building and room", "contradiction", "nearness")


def explanation_of(text: str, work: Work, index: Index, candidate: int) -> Explanation:
    """The explanation of one candidate of the text that was run last."""
    agreeing, opposing = _divisions(text, work, index, candidate)
    elements = agreeing + _names(text, work, candidate) + _numbers(text, work, candidate)
    return Explanation(
        sorted(elements, key=lambda e: e.start),
        _missing(work, index, candidate),
        [f"{e.text} lies elsewhere" for e in opposing] + _unknown(work, candidate),
        {name: round(float(b), 1) for name, b in zip(EVIDENCE, work.evidence[candidate], strict=False) if b},
    )


def _element(text: str, work: Work, kind: str, start: int, end: int) -> Element:
    first, last = int(work.reading.starts[start]), int(work.reading.ends[end - 1])
    return Element(kind, text[first:last], first, last)


def _divisions(text: str, work: Work, index: Index, candidate: int) -> tuple[list[Element], list[Element]]:
    """Divisions said of the candidate that it lies in, and those that it does not."""
    agreeing: list[Element] = []
    opposing: list[Element] = []
    for d in range(work.counts[DIVISIONS]):
        start, end, division, _ = work.divisions[d]
        if is_own(work, candidate, d, index.divisions.areas):
            inside = is_inside(work.candidates[candidate, C_PLACE], division, index.divisions.areas)
            (agreeing if inside else opposing).append(_element(text, work, "division", start, end))
    return agreeing, opposing


def _names(text: str, work: Work, candidate: int) -> list[Element]:
    found, row = [], work.candidates[candidate]
    for kind, column in (("street", C_ROAD), ("name", C_NAME)):
        if row[column] >= 0:
            mention = work.mentions[row[column]]
            found.append(_element(text, work, kind, mention[M_START], mention[M_END]))
    if row[C_NUMBER_END] > 0:
        found.append(_element(text, work, "number", work.mentions[row[C_ROAD], M_END], row[C_NUMBER_END]))
    return found


def _numbers(text: str, work: Work, candidate: int) -> list[Element]:
    row = work.candidates[candidate]
    parts = (("building", C_BUILDING), ("unit", C_UNIT), ("room", C_ROOM))
    return [
        _element(text, work, kind, work.tokens[row[column], T_START], work.tokens[row[column], T_END])
        for kind, column in parts
        if row[column] >= 0
    ]


def _missing(work: Work, index: Index, candidate: int) -> list[str]:
    """Parts of the standard address that the text leaves out."""
    row = work.candidates[candidate]
    facts = index.places.facts[row[C_PLACE]]
    has = (
        ("street", facts[P_ROAD] >= 0, row[C_ROAD] >= 0),
        ("number", facts[P_MARKS] & NUMBERED > 0, row[C_NUMBER_END] > 0),
        ("name", facts[P_MARKS] & NAMED > 0, row[C_NAME] >= 0),
    )
    return [part for part, present, said in has if present and not said]


def _unknown(work: Work, candidate: int) -> list[str]:
    """Building or room that the text names but the base does not hold."""
    row = work.candidates[candidate]
    said = [("building", 1, C_BUILDING), ("room", 2, C_ROOM)]
    return [f"no such {part}" for part, level, column in said if row[column] >= 0 and row[C_LEVEL] < level]


def _steps(text: str, work: Work, index: Index) -> Iterator[str]:
    symbols = [int(s) for s in work.reading.symbols[: work.counts[READ]]]
    yield f"read: {spelling(tuple(symbols))}"
    for start, end, division, alike in work.divisions[: work.counts[DIVISIONS]]:
        places = sum(int(b - a) for a, b in _ranges(index, division))
        how = " by sound" if alike else ""
        yield f"division: {_element(text, work, '', start, end).text}{how}, {places} places"
    for token in work.tokens[: work.counts[TOKENS]]:
        yield f"number: {_element(text, work, '', token[T_START], token[T_END]).text}"
    for mention in work.mentions[: work.counts[MENTIONS]]:
        yield _mention_line(text, work, index, mention)


def _ranges(index: Index, division: int) -> list[tuple[int, int]]:
    areas = index.divisions.areas
    first, last = areas.facts[division : division + 2, A_RANGES]
    return [(int(a), int(b)) for a, b in areas.ranges[first:last]]


def _mention_line(text: str, work: Work, index: Index, mention: npt.NDArray[np.int32]) -> str:
    start, end = index.names.spelling.starts[mention[M_NAME] : mention[M_NAME] + 2, N_SYMBOLS]
    name = spelling(tuple(int(s) for s in index.names.spelling.symbols[start:end]))
    said = _element(text, work, "", mention[M_START], mention[M_END]).text
    how = f", {mention[M_ALIKE]} by sound" * bool(mention[M_ALIKE]) + ", one slip" * bool(mention[M_SLIPS])
    return f"name: {said} as {name}{how}"


def explain(
    text: str, work: Work, index: Index, labels: Labels, best: int, lead: float, shown: list[int]
) -> Iterator[str]:
    """The steps of the text that was run last, then candidates with their evidence."""
    yield from _steps(text, work, index)
    yield f"candidates: {work.counts[CANDIDATES]}"
    for candidate in shown:
        row = work.candidates[candidate]
        code = (
            string_at(labels.row_codes, row[C_ROW]) if row[C_ROW] >= 0 else string_at(labels.place_codes, row[C_PLACE])
        )
        why = explanation_of(text, work, index, candidate)
        total = work.evidence[candidate, E_TOTAL]
        mark, place = "-> " if candidate == best else "   ", string_at(labels.place_texts, row[C_PLACE])
        yield f"{mark}{code} {place}: {total:.1f} bits"
        yield f"     evidence {why.evidence}; missing {why.missing}; contradicted {why.contradicted}"
    if best >= 0:
        yield f"lead over the next reading: {lead:.1f} bits"
