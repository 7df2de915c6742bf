"""Why an obligation was not found, beside what every process may raise."""

from __future__ import annotations


class UnknownObligation(LookupError):
    """There is no such obligation or part, or the actor may not see it."""


class UnknownKind(LookupError):
    """No rule book in force has this kind."""
