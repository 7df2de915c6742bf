"""Exact numbers of schemes: read as they are written, computed as fractions, rounded once and by a declared rule."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from fractions import Fraction

PLACES_AT_MOST = 6
PRECISION = 60  # digits of a division on its way to rounding; far beyond any place that is kept


class Rounding(StrEnum):
    """How the last place is decided."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    DOWN = "down"


_MODES = {Rounding.HALF_UP: ROUND_HALF_UP, Rounding.HALF_EVEN: ROUND_HALF_EVEN, Rounding.DOWN: ROUND_DOWN}


def is_number(value: object) -> bool:
    """Whether a scheme may write a number so: 60, 0.2, or a fraction such as "200/3"."""
    try:
        exact(value)
    except (ValueError, TypeError, ZeroDivisionError):
        return False
    return True


def exact(value: object) -> Fraction:
    """The number as it is written. ValueError or TypeError where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal | Fraction):
        raise TypeError(f"{value!r} is no number")
    return Fraction(str(value)) if isinstance(value, float) else Fraction(value)


def rounded(value: Fraction, places: int, rule: Rounding) -> Decimal:
    """``value`` with so many decimal places."""
    with localcontext() as context:
        context.prec = PRECISION
        quotient = Decimal(value.numerator) / Decimal(value.denominator)
        return quotient.quantize(Decimal(1).scaleb(-places), rounding=_MODES[rule])


def shown(value: Fraction) -> str:
    """A number for people: at most four decimals, without trailing zeros."""
    return f"{rounded(value, 4, Rounding.HALF_UP).normalize():f}"


def two(value: Fraction) -> str:
    """A figure for tables: at most two decimals, without trailing zeros."""
    return f"{rounded(value, 2, Rounding.HALF_UP).normalize():f}"
