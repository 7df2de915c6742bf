"""The demo city with its addresses."""

from tests.addressbase.base import loaded
from tests.city import city

__all__ = ["city", "loaded"]
