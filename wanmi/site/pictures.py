"""Pictures of cases and addresses, as they came and small."""

from __future__ import annotations

from io import BytesIO

from django.http import Http404, HttpResponse
from PIL import Image, ImageOps

from wanmi.acts.pictures import path_of
from wanmi.addresses.base.models import Picture
from wanmi.cases.models import Attachment

PREVIEW = (480, 360)  # pixels at most


def as_stored(attachment: Attachment | Picture) -> HttpResponse:
    """The file with the type that was found when it came, never one that a browser guesses."""
    return HttpResponse(_content(attachment), content_type=attachment.content_type)


def preview(attachment: Attachment | Picture) -> HttpResponse:
    """A small JPEG, turned the right way up and without what the camera noted."""
    buffer = BytesIO()
    with Image.open(BytesIO(_content(attachment))) as image:
        image.draft("RGB", PREVIEW)
        upright = ImageOps.exif_transpose(image).convert("RGB")
    upright.thumbnail(PREVIEW)
    upright.save(buffer, "JPEG", quality=80)
    return HttpResponse(buffer.getvalue(), content_type="image/jpeg")


def _content(attachment: Attachment | Picture) -> bytes:
    try:
        return path_of(attachment.digest).read_bytes()
    except FileNotFoundError as error:
        raise Http404 from error
