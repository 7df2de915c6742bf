"""The secrets that sign: shown once, kept encrypted with the installation's own secret."""

from __future__ import annotations

import base64
import hashlib
import secrets

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

PREFIX = "whsec_"  # as the Standard Webhooks specification writes a secret for symmetric signatures
BYTES = 32  # the specification allows 24 to 64


class SecretLost(Exception):
    """The installation's secret is not the one with which this was encrypted."""


def fresh() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def key_of(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix(PREFIX))


def encrypted(secret: str) -> str:
    return _cipher().encrypt(secret.encode()).decode()


def decrypted(kept: str) -> str:
    """The secret again. Raises SecretLost."""
    try:
        return _cipher().decrypt(kept.encode()).decode()
    except InvalidToken as error:
        raise SecretLost from error


def _cipher() -> Fernet:
    key = hashlib.sha256(b"webhook secret:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
