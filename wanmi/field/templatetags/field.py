"""Filters for shares."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def percent(share: float) -> str:
    """A share of 0 to 1 in whole per cent; what is not nothing is never shown as nothing."""
    return f"{max(1, round(share * 100)) if share else 0} %"


@register.filter
def unlocalised(number: float) -> str:
    """As an attribute of HTML wants it, whatever the language."""
    return f"{number:.3f}"
