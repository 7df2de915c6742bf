"""Processes that end with the one that started them, however that one ended."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable


def end_with_parent() -> None:
    """Stop this process (SIGTERM) once the process that started it through ``multiprocessing`` is gone."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        _stop_after(parent.join)


def end_with_input() -> None:
    """Stop this process (SIGTERM) once its standard input ends: whoever holds the other end has gone."""
    _stop_after(_input_ends)


def _input_ends() -> None:
    """Read standard input to its end, past the lock of ``sys.stdin``, which a thread may not hold when Python stops."""
    while os.read(sys.stdin.fileno(), 4096):
        pass


def _stop_after(wait: Callable[[], object]) -> None:
    def follow() -> None:
        wait()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=follow, name="lifeline", daemon=True).start()
