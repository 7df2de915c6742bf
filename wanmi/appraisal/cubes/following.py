"""The cubes follow the lake, in the city's own meanings and zone. Loaded with the app, so it loads no engine itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from wanmi.lake.manifest import Manifest

if TYPE_CHECKING:
    from wanmi.appraisal.settings import Settings


class Cubes:
    """What the lake tells when it has moved (:class:`wanmi.lake.followers.Follower`)."""

    def follow(self, lake: Path, manifest: Manifest) -> None:
        from wanmi.appraisal.cubes.shelf import keep

        keep(lake, manifest, *_meanings())

    def faults(self, lake: Path, manifest: Manifest) -> Iterator[str]:
        from wanmi.appraisal.cubes.shelf import faults

        return faults(lake, manifest, *_meanings())


def _meanings() -> tuple[Settings, str]:
    from wanmi.appraisal.settings import city_settings
    from wanmi.territory.queries import current_city

    return city_settings(), current_city().timezone
