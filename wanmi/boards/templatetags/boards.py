"""Filters of the appraisal's templates."""

from __future__ import annotations

from fractions import Fraction

from django import template

from wanmi.boards.asking import KINDS, LEVELS, Question
from wanmi.schemes import numbers
from wanmi.schemes.definition import Kind

register = template.Library()


@register.filter
def level_name(question: Question) -> str:
    """What stands in the rows, for a table's caption."""
    return str(dict(LEVELS)[question.level] if question.kind is Kind.REGION else KINDS[question.kind])


@register.filter
def two(value: Fraction) -> str:
    """A figure with at most two decimals."""
    return numbers.two(value)
