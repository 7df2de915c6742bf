"""The demo city, and programs that act in its posts."""

from tests.city import city

__all__ = ["city"]
