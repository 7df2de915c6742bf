"""Cutting codes of fixed width into their parts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wanmi.codes.errors import CodeError


def cut(text: str, widths: Sequence[int], kind: str, expected: str) -> list[str]:
    """The parts of a code that is digits only and just as long as its parts together; else CodeError of that kind."""
    if not re.fullmatch(f"[0-9]{{{sum(widths)}}}", text):
        raise CodeError(kind, text, expected)
    ends = [sum(widths[: n + 1]) for n in range(len(widths))]
    return [text[end - width : end] for width, end in zip(widths, ends, strict=True)]
