"""An invented city: streets, blocks, compounds, buildings, components and addresses for demonstrations and benchmarks.

Nothing of it was surveyed. Every feature carries ``synthetic: true``; only the names and codes of divisions that the
caller passes in may be real, and where the generator puts them has nothing to do with where they are.
"""

from wanmi.grids.demo.city import City
from wanmi.grids.demo.sizes import SIZES, city_of_divisions, city_of_size
from wanmi.grids.demo.write import write_city

__all__ = ["SIZES", "City", "city_of_divisions", "city_of_size", "write_city"]
