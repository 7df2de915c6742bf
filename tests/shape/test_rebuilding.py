"""The journal is the truth for everything that moves by a process."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings

from wanmi.acts.carrying_out import Process
from wanmi.rebuilding import ROOMS


def test_everything_that_moves_by_a_process_can_be_folded_again() -> None:
    for path in (settings.ROOT / "wanmi").rglob("*.py"):
        if "(Process[" in path.read_text(encoding="utf-8"):
            import_module(".".join(path.relative_to(settings.ROOT).with_suffix("").parts))
    moved = {process.subject for process in Process.__subclasses__()}
    folded = {subject for room in ROOMS.values() for subject in import_module(room).SUBJECTS}
    assert len(moved) > 5
    assert moved == folded
