"""Pictures that acts carry: checked by their content, stored under their digest."""

from __future__ import annotations

import hashlib
import os
import tempfile
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from PIL import Image, UnidentifiedImageError

from wanmi.process.definition import Definition, FieldKind
from wanmi.process.errors import Reason, Refused

SIZE_AT_MOST = 10 * 1024 * 1024  # bytes of one picture
PIXELS_AT_MOST = 50_000_000
PICTURES_AT_MOST = 9  # of one field in one act
TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that has passed the checks."""

    field: str
    digest: str
    content_type: str
    content: bytes


def checked(files: Mapping[str, Iterable[bytes]]) -> list[Picture]:
    """The pictures of one act, by field; raises Refused naming every file that is no acceptable picture."""
    pictures: list[Picture] = []
    reasons: list[Reason] = []
    for field, contents in files.items():
        for number, content in enumerate(contents, 1):
            try:
                pictures.append(_picture(field, number, content))
            except Refused as error:
                reasons += error.reasons
    if reasons:
        raise Refused(reasons)
    return pictures


def _picture(field: str, number: int, content: bytes) -> Picture:
    about = {"field": field, "number": number}
    if number > PICTURES_AT_MOST:
        raise Refused([Reason("too_many_pictures", about | {"most": PICTURES_AT_MOST})])
    if len(content) > SIZE_AT_MOST:
        raise Refused([Reason("picture_too_large", about | {"size": len(content), "most": SIZE_AT_MOST})])
    kind = _kind(content)
    if kind not in TYPES:
        raise Refused([Reason("not_a_picture", about | {"expected": sorted(TYPES)})])
    return Picture(field, hashlib.sha256(content).hexdigest(), TYPES[kind], content)


def _kind(content: bytes) -> str:
    """Format of a picture that can be decoded whole, else an empty string."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=list(TYPES)) as image:
                if image.width * image.height > PIXELS_AT_MOST:
                    return ""
                image.load()
                return str(image.format)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombWarning):
        return ""


def carried_with(pictures: Iterable[Picture], carried: Mapping[str, Any], definition: Definition) -> dict[str, Any]:
    """What an act carries, with the digests of its pictures. Raises Refused where somebody typed a digest himself:
    that is no evidence, pictures come as pictures.
    """
    fields = definition.fields
    typed = [key for key in carried if key in fields and fields[key].kind is FieldKind.PHOTOS]
    if typed:
        raise Refused([Reason("not_a_picture", {"field": key, "number": 1}) for key in typed])
    found = dict(carried)
    for picture in pictures:
        found.setdefault(picture.field, []).append(picture.digest)
    return found


def path_of(digest: str) -> Path:
    return Path(settings.HOME) / "attachments" / digest[:2] / digest


def store(pictures: Iterable[Picture]) -> None:
    """Write the files, each whole or not at all, as the last step before the transaction that names them commits.

    A file without a row stays behind only when the process is killed in between; the same picture sent again finds it.
    """
    for picture in pictures:
        target = path_of(picture.digest)
        if not target.exists():
            _write_whole(target, picture.content)


def _write_whole(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(name, target)
