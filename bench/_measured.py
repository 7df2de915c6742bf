"""Run a command of the platform and measure what it takes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class Measured(NamedTuple):
    """Seconds by the clock and of the processor, the most memory held at once in MB, and what it printed last."""

    seconds: float
    cpu_s: float
    peak_mb: float
    said: str


def wanmi(*arguments: object, env: Mapping[str, str]) -> Measured:
    """Run ``wanmi ARGUMENTS`` in a process of its own. Raises RuntimeError with its words where it fails."""
    command = [sys.executable, "-m", "wanmi", *map(str, arguments)]
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(said[-3_000:])
    worked = usage.ru_utime + usage.ru_stime
    return Measured(time.perf_counter() - began, worked, usage.ru_maxrss / 1024, said.strip().rpartition("\n")[2])
