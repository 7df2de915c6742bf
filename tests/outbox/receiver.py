"""A receiver on loopback that answers as it is told, and keeps what came."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[["Came"], tuple[int, dict[str, str], bytes]]


@dataclass
class Came:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """``answer`` may be changed while it runs; ``most_at_once`` is how many requests were under way together."""

    url: str = ""
    came: list[Came] = field(default_factory=list)
    answer: Answer = lambda came: (204, {}, b"")
    most_at_once: int = 0
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, came: Came) -> tuple[int, dict[str, str], bytes]:
        with self._lock:
            self.came.append(came)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        try:
            return self.answer(came)
        finally:
            with self._lock:
                self._now -= 1

    def wait_for(self, number: int, seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while len(self.came) < number:
            assert time.monotonic() < deadline, f"{len(self.came)} of {number} came"
            time.sleep(0.02)


@contextmanager
def receiver() -> Iterator[Receiver]:
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, text = kept.take(Came(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(text))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    kept.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
