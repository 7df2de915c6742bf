"""The lake's one list of what belongs to it. Whatever a killed sync left behind is not listed, and so not there."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from wanmi.journal.chain import GENESIS, canonical

FILE, LOCK = "manifest.json", ".lock"
FOLDERS = ("journal", "cases", "stages", "duties")
# Goes up when the same journal would give other facts; a lake of an older edition is to be made anew.
EDITION = 1
Files = dict[str, str]  # path inside the lake -> SHA-256 of the file, hex


class LakeError(Exception):
    """The lake cannot be used; the text says why and what to do."""


@dataclass(slots=True)
class Manifest:
    """Position in the chain and the files that hold what the journal says up to there."""

    seq: int = 0
    digest: str = GENESIS
    at: int = 0  # of the newest entry, microseconds since 1970
    edition: int = EDITION
    journal: Files = field(default_factory=dict)
    cases: Files = field(default_factory=dict)
    stages: Files = field(default_factory=dict)
    duties: Files = field(default_factory=dict)

    @property
    def files(self) -> Files:
        return self.journal | self.cases | self.stages | self.duties

    def fingerprint(self) -> str:
        """What the figures depend on: the chain up to the position, the duty grids, and how facts are derived.

        The chain's digest stands for every entry, so two lakes with one fingerprint give the same figures, however
        their files were cut.
        """
        said = [self.edition, self.seq, self.digest, sorted(self.duties.values())]
        return hashlib.sha256(canonical(said).encode()).hexdigest()


def folder() -> Path:
    return Path(settings.LAKE)


def read(lake: Path) -> Manifest:
    """The manifest of a lake; an empty one where nothing was synced yet. Raises LakeError."""
    path = lake / FILE
    if not path.is_file():
        return Manifest()
    try:
        manifest = Manifest(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise LakeError(_("{path} cannot be read: remove the lake and sync again").format(path=path)) from error
    if manifest.edition != EDITION:
        text = _("the lake is of edition {found}, expected {expected}: remove {path} and sync again")
        raise LakeError(text.format(found=manifest.edition, expected=EDITION, path=lake))
    return manifest


def write(lake: Path, manifest: Manifest) -> None:
    """Replace the manifest in one step, once all that it lists is on the disk."""
    fresh = lake / f".{FILE}"
    fresh.write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
    settle(fresh, lake / FILE)


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def settle(fresh: Path, target: Path) -> str:
    """Give a finished file its name once its bytes are on the disk; returns its SHA-256."""
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    digest = sha256(fresh)
    os.replace(fresh, target)
    return digest


def sweep(lake: Path, manifest: Manifest) -> None:
    """Remove what the manifest does not list: left behind by a killed sync, or replaced by a later one.

    Folders of other rooms, which follow the lake, are their own business.
    """
    for path in (path for own in FOLDERS for path in lake.glob(f"{own}/**/*")):
        if path.is_file() and path.relative_to(lake).as_posix() not in manifest.files:
            path.unlink()


@contextmanager
def locked(lake: Path) -> Iterator[None]:
    """One sync at a time; the lock goes with the process that holds it. Raises LakeError."""
    lake.mkdir(parents=True, exist_ok=True)
    with (lake / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LakeError(_("another sync is at work in {path}").format(path=lake)) from None
        yield
