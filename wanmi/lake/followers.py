"""Other rooms may derive more from the lake's facts: told when it has moved, asked whether theirs holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from wanmi.lake.manifest import Manifest


class Follower(Protocol):
    """Keeps something beside the lake that its facts alone determine."""

    def follow(self, lake: Path, manifest: Manifest) -> None:
        """Bring it up to these facts; called at the end of each sync, also of one that found nothing new."""

    def faults(self, lake: Path, manifest: Manifest) -> Iterator[str]:
        """What of it is not as the facts say."""


FOLLOWERS: list[Follower] = []  # each signs up once, in the ready() of its app
