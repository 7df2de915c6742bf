"""Files of JSON lines with texts and labels; a bad line is named and left out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from wanmi.triage.grams import Message
from wanmi.triage.learning import Labelled

Complain = Callable[[str], None]


def rows(path: Path, complain: Complain) -> Iterator[dict[str, Any]]:
    """The objects of a file; ``complain`` is told of every line that is none or has no text."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                yield _row(line)
            except ValueError as error:
                complain(f"{path.name}, line {number}: left out: {error}")


def _row(line: bytes) -> dict[str, Any]:
    row = json.loads(line.decode("utf-8-sig"))
    if not isinstance(row, dict):
        raise ValueError("expected an object")
    message = message_of(row)
    if not (message.title + message.text).strip():
        raise ValueError('expected words in "title" or "text"')
    return row


def message_of(row: dict[str, Any]) -> Message:
    """The message of a row ``{"title", "text"}``; one of the two may be absent or null."""
    return Message(str(row.get("title") or ""), str(row.get("text") or ""))


def labelled(path: Path, complain: Complain) -> tuple[list[Labelled], list[str]]:
    """Rows with a label, and a name for what belongs together: ``"group"`` where it is given, else the words."""
    known, groups = [], []
    for row in rows(path, complain):
        if not isinstance(row.get("label"), str) or not row["label"]:
            complain(f'{path.name}: {row.get("id")}: left out: expected a word in "label"')
            continue
        message = message_of(row)
        known.append(Labelled(message, row["label"]))
        groups.append(str(row.get("group", message.title + message.text)))
    return known, groups
