"""What a member has told of himself: sealed beside the entry of his joining, gone when he leaves."""

from __future__ import annotations

from typing import Any

from wanmi.journal.reading import unsealed

SUBJECT = "member"
PROFILE = "profile"
EDITION = "2026-11"  # of the notice to which somebody agrees when he joins


def profile_of(name: str) -> dict[str, str]:
    """What somebody has told of himself; empty once he has left. For himself, and for looks that are journaled."""
    told: dict[str, str] = {}
    for _seq, fields in sorted(unsealed(SUBJECT, name, (PROFILE,)).items()):
        told = fields[PROFILE] or {}
    return told


def contact_of(name: str) -> dict[str, Any]:
    """Him as the reporter of a case, to be told how it ends; empty where he has left no number."""
    told = profile_of(name) if name else {}
    if not told.get("phone"):
        return {}
    return {
        "name": told["called"],
        "phone": told["phone"],
        "keep_secret": True,
        "notify": True,
        "consent": EDITION,
    }
