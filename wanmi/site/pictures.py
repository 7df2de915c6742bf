"""Pictures of cases, as they came and small."""

from __future__ import annotations

from io import BytesIO

from django.http import FileResponse, Http404, HttpResponse
from PIL import Image, ImageOps

from wanmi.cases.files import path_of
from wanmi.cases.models import Attachment

PREVIEW = (480, 360)  # pixels at most


def as_stored(attachment: Attachment) -> HttpResponse:
    """The file with the type that was found when it came, never one that a browser guesses."""
    try:
        file = path_of(attachment.digest).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, content_type=attachment.content_type)
    response.headers["Content-Disposition"] = "inline"
    return response  # type: ignore[return-value]  # a streaming response, sent like any other


def preview(attachment: Attachment) -> HttpResponse:
    """A small JPEG, turned the right way up and without what the camera noted."""
    buffer = BytesIO()
    try:
        with Image.open(path_of(attachment.digest)) as image:
            image.draft("RGB", PREVIEW)
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except FileNotFoundError as error:
        raise Http404 from error
    upright.thumbnail(PREVIEW)
    upright.save(buffer, "JPEG", quality=80)
    return HttpResponse(buffer.getvalue(), content_type="image/jpeg")
