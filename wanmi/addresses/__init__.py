"""The address engine: any text that means a place becomes one standard address with its code.

Plain Python on arrays, usable without Django and without a database::

    from wanmi.addresses import Resolver, build

    build("canon.tsv.gz", "index/")
    Resolver.open("index/").resolve("静安区常德路954弄38号1103室")
"""
