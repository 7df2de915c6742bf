"""The address engine: any text that means a place becomes one standard address with its code.

Plain Python on arrays, usable without Django and without a database::

    from wanmi.addresses import Resolver, build

    build("canon.tsv.gz", "index/")
    Resolver.open("index/").resolve("静安区常德路954弄38号1103室")

The names are loaded when they are first used: the import of Numba takes most of a second, and a web process that asks
nothing does without.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wanmi.addresses.answers import Candidate
    from wanmi.addresses.building import build
    from wanmi.addresses.parsing.model import parse
    from wanmi.addresses.resolver import Resolver

__all__ = ["Candidate", "Resolver", "build", "parse"]
_HOMES = {"build": "building", "parse": "parsing.model", "Candidate": "answers", "Resolver": "resolver"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
