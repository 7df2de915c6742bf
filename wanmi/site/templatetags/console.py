"""Tags and filters of the console's templates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from wanmi.cases import explaining, wording
from wanmi.territory.queries import Named, name_of
from wanmi.worktime.limits import Limit

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite, for the eye alone: the words beside it say the same."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', static("wanmi/icons.svg"), name
    )


@register.filter
def word(label: Mapping[str, str]) -> str:
    """A label of the process definition, in the reader's language."""
    return wording.word(label)


@register.filter
def named(thing: Named) -> str:
    return name_of(thing)


@register.filter
def moment(at: datetime) -> str:
    return explaining.moment(at)


@register.filter
def of(key: str, table: Mapping[str, Any]) -> Any:
    """``{{ case.state|of:states }}``: a look-up by a key that a variable holds."""
    return table.get(key)


@register.filter
def percent(value: Fraction) -> str:
    """A share from 0 to 1, to a tenth of a percent."""
    return f"{float(value * 100):.1f} %"


@register.filter
def number(value: Fraction) -> str:
    """Without a fraction where it has none."""
    return f"{float(value):g}"


@register.filter
def limit(value: Limit) -> str:
    return explaining.limit_text(value)
