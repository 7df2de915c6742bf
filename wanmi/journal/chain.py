"""Canonical JSON and the hash chain over it. Plain Python: anyone can recompute a digest with a few lines."""

from __future__ import annotations

import hashlib
import json
from typing import Any

GENESIS = "0" * 64  # what the first entry points back to


def canonical(value: Any) -> str:
    """The one way to write ``value`` as JSON: sorted keys, no blanks, UTF-8 as it is (after RFC 8785)."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def link(previous: str, body: str) -> str:
    """Digest of an entry: SHA-256 over the previous digest and the body, hex."""
    return hashlib.sha256(previous.encode() + body.encode()).hexdigest()


def commitment(salt: str, payload: str) -> str:
    """What the journal holds of a sealed payload: SHA-256 over salt and payload, hex."""
    return hashlib.sha256(salt.encode() + payload.encode()).hexdigest()
