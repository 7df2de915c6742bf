"""The address engine: any text that means a place becomes one standard address with its code.

Plain Python on arrays, usable without Django and without a database::

    from wanmi.addresses import Resolver, build

    build("canon.tsv.gz", "index/")
    Resolver.open("index/").resolve("静安区常德路954弄38号1103室")
"""

from wanmi.addresses.build import build
from wanmi.addresses.parsing.model import parse
from wanmi.addresses.resolver import Candidate, Resolver

__all__ = ["Candidate", "Resolver", "build", "parse"]
