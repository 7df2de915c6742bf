"""Read text files as departments send them: UTF-8 with or without a mark, or GB18030."""

import gzip
from pathlib import Path


class UndecodableError(Exception):
    """A file is neither UTF-8 nor GB18030."""


def decode(data: bytes) -> tuple[str, str]:
    """The text of some bytes and the encoding that it was in. Raises UndecodableError."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding), "UTF-8" if encoding == "utf-8-sig" else "GB18030"
        except UnicodeDecodeError:
            continue
    raise UndecodableError("neither UTF-8 nor GB18030")


def read_file(path: Path) -> tuple[str, str]:
    """The text of a file, plain or gzipped, and its encoding. Raises UndecodableError and OSError."""
    data = path.read_bytes()
    return decode(gzip.decompress(data) if path.suffix == ".gz" else data)
