"""A city pack as a ZIP archive, as it comes over the network: unpacked with care, checked, thrown away."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO
from zipfile import BadZipFile, ZipFile

from django.conf import settings

from wanmi.packs.city import FILE
from wanmi.packs.loading import check_pack
from wanmi.packs.problems import Problem

SIZE_AT_MOST = 50_000_000  # bytes, unpacked
FILES_AT_MOST = 500


class BadArchive(ValueError):
    """No ZIP archive, too large, or without exactly one pack that is no base of another one."""


def check_archive(archive: IO[bytes]) -> list[Problem]:
    """Every problem of the pack in the archive; what it extends comes from there or from this installation."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "packs"
        _unpack(archive, folder)
        pack = _pack_in(folder)
        for base in (Path(settings.ROOT) / "cities").iterdir():
            if base.is_dir() and not (pack.parent / base.name).exists():
                (pack.parent / base.name).symlink_to(base)
        return check_pack(pack)


def _unpack(archive: IO[bytes], folder: Path) -> None:
    try:
        with ZipFile(archive) as packed:
            infos = packed.infolist()
            if len(infos) > FILES_AT_MOST or sum(info.file_size for info in infos) > SIZE_AT_MOST:
                raise BadArchive("too large")
            packed.extractall(folder / "city")  # zipfile leaves out ".." and leading slashes
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise BadArchive(str(error)) from error


def _pack_in(folder: Path) -> Path:
    found = list(folder.rglob(FILE))
    if len(found) != 1:
        raise BadArchive(f"{len(found)} files {FILE}")
    return found[0].parent
