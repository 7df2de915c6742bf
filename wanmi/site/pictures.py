"""Pictures of cases and addresses: the copy that is shown, a small one of it, and the original as it came."""

from __future__ import annotations

from io import BytesIO

from django.http import Http404, HttpResponse
from PIL import Image

from wanmi.acts.pictures import SHOWN_TYPE, KeptPicture, path_of, shown
from wanmi.cases.models import Attachment

PREVIEW = (480, 360)  # pixels at most


def as_shown(attachment: KeptPicture) -> HttpResponse:
    """The copy without what the camera noted."""
    return HttpResponse(_copy(attachment), content_type=SHOWN_TYPE)


def preview(attachment: KeptPicture) -> HttpResponse:
    """The same, small."""
    buffer = BytesIO()
    with Image.open(BytesIO(_copy(attachment))) as image:
        image.draft("RGB", PREVIEW)
        image.thumbnail(PREVIEW)
        image.save(buffer, "JPEG", quality=80)
    return HttpResponse(buffer.getvalue(), content_type=SHOWN_TYPE)


def original(attachment: Attachment) -> HttpResponse:
    """The file as it came, to be saved; with the type that was found then, never one that a browser guesses."""
    try:
        content = path_of(attachment.digest).read_bytes()
    except FileNotFoundError as error:
        raise Http404 from error
    ending = attachment.content_type.removeprefix("image/")
    name = f"{attachment.case.number}-{attachment.digest[:8]}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=attachment.content_type, headers=headers)


def _copy(attachment: KeptPicture) -> bytes:
    try:
        return shown(attachment.digest)
    except FileNotFoundError as error:
        raise Http404 from error
