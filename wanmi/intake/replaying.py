"""Sending a file of reports through the running system, each exactly once however often the server goes away."""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

FIRST_WAIT_S = 0.1
LONGEST_WAIT_S = 2.0


class BadFile(ValueError):
    """The file is not one report a line; names the line and what was expected."""


class ServerGone(Exception):
    """The server did not answer within the time that the caller was ready to wait."""


@dataclass(slots=True)
class Summary:
    """What became of the reports."""

    opened: int = 0
    known_before: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    retries: int = 0
    seconds: float = 0.0

    @property
    def sent(self) -> int:
        return self.opened + self.known_before + self.refused.total()


def read_reports(path: Path, places: list[str]) -> list[tuple[str, dict[str, Any]]]:
    """(key, body) of each line: a report of this system, or a citizen's message with ``id``, ``title``, ``text``.

    Messages name no place of this city, so each gets one of ``places`` by the hash of its id: the same every time.
    """
    reports = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            body = _from_message(row, places) if "place" not in row and "position" not in row else _plain(row)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            expected = "one JSON object a line, with text and place, or with id, title and text"
            raise BadFile(f"{path.name} line {number}: {error}; expected {expected}") from error
        reports.append((f"{path.stem}:{row.get('id', number)}", body))
    return reports


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"channel": "hotline"} | {key: value for key, value in row.items() if key != "id"}


def _from_message(row: Mapping[str, Any], places: list[str]) -> dict[str, Any]:
    chosen = int.from_bytes(hashlib.sha256(str(row["id"]).encode()).digest()[:8]) % len(places)
    return {"channel": "hotline", "text": f"{row['title']}\n{row['text']}", "place": places[chosen]}


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends reports to one server. ``patience_s`` is how long it waits for a server that does not answer."""

    url: str
    token: str
    patience_s: float = 60.0

    def send_all(
        self,
        reports: Iterable[tuple[str, dict[str, Any]]],
        per_second: float | None = None,
        at_once: int = 4,
        progress: Callable[[], None] = lambda: None,
    ) -> Summary:
        """Send each report until it is acknowledged, at most ``per_second`` of them a second."""
        summary = Summary()
        began = time.monotonic()
        headers = {"Authorization": f"Bearer {self.token}"}
        pending: set[Future[tuple[httpx.Response, int]]] = set()
        with (
            httpx.Client(base_url=self.url, headers=headers, timeout=30) as client,
            ThreadPoolExecutor(at_once) as pool,
        ):
            for key, body in _paced(reports, per_second):
                pending.add(pool.submit(self._send, client, key, body))
                if len(pending) >= 2 * at_once:
                    pending = _collected(pending, summary, progress, FIRST_COMPLETED)
            _collected(pending, summary, progress, ALL_COMPLETED)
        summary.seconds = time.monotonic() - began
        return summary

    def _send(self, client: httpx.Client, key: str, body: dict[str, Any]) -> tuple[httpx.Response, int]:
        """One report, sent again under the same key while the server is away or overloaded."""
        give_up = time.monotonic() + self.patience_s
        wait, retries = FIRST_WAIT_S, 0
        while True:
            response = self._try(client, key, body)
            if response is not None:
                return response, retries
            if time.monotonic() + wait > give_up:
                raise ServerGone(f"no answer from {self.url} for {self.patience_s:.0f} s")
            time.sleep(wait)
            wait, retries = min(wait * 2, LONGEST_WAIT_S), retries + 1

    def _try(self, client: httpx.Client, key: str, body: dict[str, Any]) -> httpx.Response | None:
        try:
            response = client.post("/api/v1/reports", json=body, headers={"Idempotency-Key": key})
        except httpx.TransportError:
            return None
        return None if response.status_code in (429, 500, 502, 503, 504) else response


def _paced(
    reports: Iterable[tuple[str, dict[str, Any]]], per_second: float | None
) -> Iterator[tuple[str, dict[str, Any]]]:
    began = time.monotonic()
    for number, report in enumerate(reports):
        if per_second:
            time.sleep(max(0.0, began + number / per_second - time.monotonic()))
        yield report


def _collected(
    pending: set[Future[tuple[httpx.Response, int]]], summary: Summary, progress: Callable[[], None], until: str
) -> set[Future[tuple[httpx.Response, int]]]:
    """Count what has been answered; returns what is still under way. An error of a sender is raised here."""
    done, left = wait(pending, return_when=until)
    for future in done:
        _count(summary, *future.result())
        progress()
    return left


def _count(summary: Summary, response: httpx.Response, retries: int) -> None:
    summary.retries += retries
    if response.status_code == 201:
        summary.opened += 1
    elif response.status_code == 200:
        summary.known_before += 1
    else:
        problem = response.json()
        summary.refused[problem.get("detail") or problem.get("title") or str(response.status_code)] += 1
