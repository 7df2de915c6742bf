"""A department's own CSV table, row by row, and the addresses in it matched."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, Protocol

BATCH = 20_000
MOST_LINES = 20
"""Lines of one row: a quotation mark that is not closed by then was never meant to be opened."""
ADDRESS_COLUMNS = ("address", "text", "地址", "详细地址", "住址", "标准地址", "地点")
csv.field_size_limit(50 << 20)  # characters of one cell: a long one is no reason to stop

Answers = Iterable[tuple[str | None, str | None, float]]  # code, level and score of each text
Numbered = tuple[int, list[str] | None]  # line where a row begins, and its cells


class BadTableError(Exception):
    """The table as a whole cannot be matched; the message says what was expected."""


class Answering(Protocol):
    """Whatever resolves many texts at once, as :class:`~wanmi.addresses.resolver.Resolver` does."""

    def answers(self, texts: Sequence[str | None]) -> Answers: ...


@dataclass(slots=True)
class Matched:
    """How many rows there were and how many got a code; ``bad`` are lines with what is wrong."""

    rows: int = 0
    codes: int = 0
    bad: list[tuple[int, str]] = field(default_factory=list)


def table_rows(lines: Iterable[str], dialect: str = "excel") -> Iterator[Numbered]:
    """Every row with the line where it begins; None where a quotation mark is opened and not closed, which costs that
    line alone."""
    waiting, source, line = deque[str](), iter(lines), 1
    while True:
        waiting.extend(islice(source, MOST_LINES - len(waiting)))
        if not waiting:
            return
        reader = csv.reader(chain((text.replace("\0", "\ufffd") for text in waiting), ["end"]), dialect)
        cells = next(reader)
        is_closed = reader.line_num <= len(waiting)
        yield line, cells if is_closed else None
        for _ in range(reader.line_num if is_closed else 1):
            waiting.popleft()
            line += 1


def match(
    lines: Iterable[str], column: str | None, resolver: Answering, writer: Any, advance: Callable[[int], None]
) -> Matched:
    """Write the rows of a table with code, level and score; ``advance`` is told of the lines that are done.

    Rows without a match keep them empty; bad ones are written so too, but for those that cannot be read. Raises
    BadTableError before anything is written.
    """
    rows = table_rows(lines)
    heading = next(rows, (1, None))[1]
    if not heading:
        raise BadTableError("empty; expected a line of headings")
    at, done = _address_column(heading, column), Matched()
    writer.writerow([*heading, "code", "level", "score"])
    while part := list(islice(rows, BATCH)):
        _match_part(part, at, resolver, writer, done)
        advance(part[-1][0])
    return done


def _address_column(heading: list[str], wanted: str | None) -> int:
    names = [cell.strip() for cell in heading]
    for name in [wanted] if wanted else ADDRESS_COLUMNS:
        if name in names:
            return names.index(name)
    raise BadTableError(f"no address column among {', '.join(names)}; name it with --column")


def _match_part(part: list[Numbered], at: int, resolver: Answering, writer: Any, done: Matched) -> None:
    done.bad += [(line, "a quotation mark that is not closed") for line, cells in part if cells is None]
    rows = [(line, cells) for line, cells in part if cells is not None]
    texts = [cells[at] if len(cells) > at else "" for _, cells in rows]
    done.bad += [(line, "no address") for (line, _), text in zip(rows, texts, strict=True) if not text.strip()]
    for (_, cells), (code, level, score) in zip(rows, resolver.answers(texts), strict=True):
        writer.writerow([*cells, code or "", level or "", f"{score:.3f}" if code else ""])
        done.codes += code is not None
    done.rows += len(part)
