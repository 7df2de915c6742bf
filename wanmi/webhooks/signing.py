"""Signatures of the Standard Webhooks specification (version 1, symmetric): HMAC-SHA256 over id, time and body."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime

from wanmi.webhooks.secrets import key_of


def headers(name: str, at: datetime, body: bytes, secrets: Iterable[str]) -> dict[str, str]:
    """The three headers; with one signature for each secret, the receiver's may be any of them."""
    stamp = str(int(at.timestamp()))
    signed = f"{name}.{stamp}.".encode() + body
    signatures = " ".join("v1," + _signature(signed, secret) for secret in secrets)
    return {"webhook-id": name, "webhook-timestamp": stamp, "webhook-signature": signatures}


def _signature(signed: bytes, secret: str) -> str:
    return base64.b64encode(hmac.new(key_of(secret), signed, hashlib.sha256).digest()).decode()
