"""The demo city for the tests of this room."""

from tests.city import city
from tests.site.conftest import client_of

__all__ = ["city", "client_of"]
