"""Run a benchmark: ``script/bench NAME [--quick]`` prints its table, and as its last line one JSON object.

``script/bench all`` runs every one in a process of its own and writes docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
VERSIONS = ("django", "django-ninja", "granian", "psycopg", "numpy", "shapely")


def names() -> list[str]:
    return sorted(path.stem for path in (ROOT / "bench").glob("[!_]*.py"))


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/bench", description="Run a benchmark.")
    parser.add_argument("name", choices=[*names(), "all"])
    parser.add_argument("--quick", action="store_true", help="a smaller run, within 45 seconds")
    given = parser.parse_args()
    if given.name == "all":
        return run_all(given.quick)
    figures: Mapping[str, float] = import_module(f"bench.{given.name}").run(quick=given.quick)
    print(json.dumps({"bench": given.name, "figures": figures}))
    return 0


def run_all(quick: bool) -> int:
    """Run all, each in its own process so that none disturbs the next; exit code 1 where one failed."""
    parts, failed = [], []
    for name in names():
        print(f"== {name}", flush=True)
        command = [sys.executable, "-m", "tooling.bench", name, *(["--quick"] if quick else [])]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        print(done.stdout, flush=True)
        if done.returncode:
            failed.append(name)
        else:
            parts.append(section(name, done.stdout))
    if failed:
        print(f"failed: {', '.join(failed)}; {PAGE.relative_to(ROOT)} is left as it was", file=sys.stderr)
        return 1
    PAGE.write_text("\n".join([heading(quick), *parts]), encoding="utf-8")
    return 0


def section(name: str, output: str) -> str:
    *table, last = output.rstrip().splitlines()
    figures = json.loads(last)["figures"]
    summary = ", ".join(f"`{key}` {value:,.4g}" for key, value in figures.items())
    return f"## {name}\n\n{summary}\n\n```text\n" + "\n".join(table).strip("\n") + "\n```\n"


def heading(quick: bool) -> str:
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    packages = ", ".join(f"{name} {version(name)}" for name in VERSIONS)
    return f"""# Benchmarks

Written by `script/bench all{" --quick" if quick else ""}` on {datetime.now(UTC):%Y-%m-%d}. Benchmarks are run by hand,
never as tests: their figures depend on the machine.

- {os.cpu_count()} cores of {processor()}, {memory_gb():.0f} GB of memory
- {system}
- {packages}
"""


def processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or platform.machine()


def memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


if __name__ == "__main__":
    sys.exit(main())
