"""Pictures that acts carry: checked by their content, stored under the digest of what came.

What came is the original: with whatever the camera noted, and only for posts that handle the case. Beside it, in a
folder of its own, lies the copy that is shown: upright, no larger than a screen, without a camera's notes.
"""

from __future__ import annotations

import hashlib
import math
import os
import tempfile
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from wanmi.process.definition import Definition, FieldKind
from wanmi.process.errors import Reason, Refused

SIZE_AT_MOST = 10 * 1024 * 1024  # bytes of one picture
PIXELS_AT_MOST = 50_000_000
PICTURES_AT_MOST = 9  # of one field in one act
TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
SEVERAL = "MPO"  # a JPEG with further pictures behind it, as many telephones take them
SHOWN = (1600, 1600)  # pixels at most of the copy that is shown
SHOWN_TYPE = "image/jpeg"
ERASED = "erased_pictures"  # what an entry tells of the pictures that its act has erased: their digests
Position = tuple[float, float]  # degrees; WGS 84, which differs from CGCS2000 by centimetres


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that has passed the checks; ``position`` is where it was taken, where the camera noted that."""

    field: str
    digest: str
    content_type: str
    content: bytes
    shown: bytes
    position: Position | None


class KeptPicture(models.Model):
    """A picture that an act carried: each room has its own rows. The file lies under its digest, which the journal
    names.
    """

    entry = models.ForeignKey("journal.Entry", models.PROTECT, related_name="%(class)ss")
    field = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)  # SHA-256, hex
    content_type = models.CharField(max_length=30)
    size = models.PositiveIntegerField()  # bytes

    class Meta:
        abstract = True


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
    read = _read(content)
    if read is None:
        raise Refused([Reason("not_a_picture", about | {"expected": sorted(TYPES)})])
    return Picture(field, hashlib.sha256(content).hexdigest(), read.content_type, content, read.shown, read.position)


@dataclass(frozen=True, slots=True)
class _Read:
    content_type: str
    shown: bytes
    position: Position | None


def _read(content: bytes) -> _Read | None:
    """What a picture holds that can be decoded whole; None for anything else."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=list(TYPES)) as image:
                kind = "JPEG" if image.format == SEVERAL else str(image.format)
                if image.width * image.height > PIXELS_AT_MOST:
                    return None
                image.load()
                return _Read(TYPES[kind], _copy(image), _position(image))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombWarning):
        return None


def _copy(image: Image.Image) -> bytes:
    """The picture as it is shown: pixels alone, turned the right way up; what is transparent becomes white."""
    upright = ImageOps.exif_transpose(image).convert("RGBA")
    upright.thumbnail(SHOWN)
    flat = Image.new("RGB", upright.size, "white")
    flat.paste(upright, mask=upright.getchannel("A"))
    buffer = BytesIO()
    flat.save(buffer, "JPEG", quality=82, optimize=True)
    return buffer.getvalue()


def _position(image: Image.Image) -> Position | None:
    """Longitude and latitude from the EXIF notes; None where there are none, or none that mean a place."""
    notes = image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
    try:
        lat = _degrees(notes[ExifTags.GPS.GPSLatitude], notes[ExifTags.GPS.GPSLatitudeRef], "S")
        lon = _degrees(notes[ExifTags.GPS.GPSLongitude], notes[ExifTags.GPS.GPSLongitudeRef], "W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 and (lon, lat) != (0, 0) else None


def _degrees(parts: Sequence[float], side: str, negative: str) -> float:
    """Degrees, minutes and seconds as one number of seven digits (about a centimetre)."""
    degrees, minutes, seconds = (float(part) for part in parts)
    found = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(found):
        raise ValueError(parts)
    return round(-found if side == negative else found, 7)


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
    """Where the original lies."""
    return Path(settings.HOME) / "attachments" / digest[:2] / digest


def shown_path(digest: str) -> Path:
    """Where the copy lies that is shown."""
    return Path(settings.HOME) / "shown" / digest[:2] / f"{digest}.jpg"


def shown(digest: str) -> bytes:
    """The copy that is shown, made now where it is missing; FileNotFoundError where the picture is gone."""
    try:
        return shown_path(digest).read_bytes()
    except FileNotFoundError:
        read = _read(path_of(digest).read_bytes())
        if read is None:
            raise
        _write_whole(shown_path(digest), read.shown)
        return read.shown


def store(pictures: Iterable[Picture]) -> None:
    """Write the files, each whole or not at all, as the last step before the transaction that names them commits.

    A file without a row stays behind only when the process is killed in between; the same picture sent again finds it.
    """
    for picture in pictures:
        for target, content in (
            (shown_path(picture.digest), picture.shown),
            (path_of(picture.digest), picture.content),
        ):
            if not target.exists():
                _write_whole(target, content)


def erase(rows: models.QuerySet[Any]) -> list[str]:
    """Remove these rows of a room's pictures, and their files after the transaction; gives their digests."""
    digests = sorted(set(rows.values_list("digest", flat=True)))
    rows.delete()
    forget(digests)
    return digests


def forget(digests: Iterable[str]) -> None:
    """Remove pictures from the disk once the transaction has committed, unless another act has sent the same one."""
    transaction.on_commit(lambda: _remove(set(digests)))


def _remove(digests: set[str]) -> None:
    kept: set[str] = set()
    for model in KeptPicture.__subclasses__():
        kept |= set(model._default_manager.filter(digest__in=digests).values_list("digest", flat=True))
    for digest in digests - kept:
        for path in (path_of(digest), shown_path(digest)):
            path.unlink(missing_ok=True)


def _write_whole(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(name, target)
