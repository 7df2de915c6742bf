"""Read text files as departments send them: lines of UTF-8, with or without a mark, or of GB18030, even mixed."""

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

_FIRST_HAN = "\u2e80"
"""Below lie letters of other scripts, which two Han characters of GB18030 may be mistaken for."""


def _untold(count: int) -> None:
    """For callers that do not ask how many lines were in GB18030."""


def lines(path: Path, told: Callable[[int], None] = _untold) -> Iterator[str]:
    """The lines of a file, plain or gzipped; a byte that is in neither encoding becomes U+FFFD.

    ``told`` gets the number of lines in GB18030 at the end, if there are any. Raises OSError and EOFError.
    """
    count = 0
    with _open(path) as file:
        for number, line in enumerate(file):
            text = _utf8(line, count > 0)
            if text is None:
                text, count = line.decode("gb18030", "replace"), count + 1
            yield text.removeprefix("\ufeff") if number == 0 else text
    if count:
        told(count)


def _open(path: Path) -> BinaryIO | gzip.GzipFile:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")


def _utf8(line: bytes, is_mixed: bool) -> str | None:
    """The text of a line in UTF-8, else None. In a mixed file it needs a Han character, unless it is ASCII."""
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return None
    return text if not is_mixed or text.isascii() or max(text) >= _FIRST_HAN else None


def count_gb18030(path: Path) -> int:
    """How many lines of a file are in GB18030."""
    found = list[int]()
    for _ in lines(path, found.append):
        pass
    return sum(found)
