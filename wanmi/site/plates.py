"""Door plates: a QR code that holds the address of a public page and nothing else."""

from __future__ import annotations

import qrcode
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.image.svg import SvgPathImage


def plate(url: str) -> bytes:
    """The QR code of ``url`` as an SVG image, a quarter of it spare, for plates get scratched."""
    image = qrcode.make(url, image_factory=SvgPathImage, error_correction=ERROR_CORRECT_Q)
    return bytes(image.to_string())
