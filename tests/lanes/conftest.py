"""The demo city, and its people signed in."""

from tests.city import city
from tests.site.conftest import client_of

__all__ = ["city", "client_of"]
