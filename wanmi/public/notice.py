"""The privacy notice: its edition, which a consent names, and what it says beside its text."""

from __future__ import annotations

EDITION = "2026-11"  # another one whenever purpose, kinds, keeping time or receivers change
