"""The places nearest to a position."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wanmi.addresses.index import Labels, string_at

METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True)
class Neighbour:
    """A place and its distance in metres."""

    code: str
    text: str
    metres: float


class Nearby:
    """Places with a known position, in the order of their latitude."""

    def __init__(self, labels: Labels, positions: npt.NDArray[np.float64]) -> None:
        known = np.flatnonzero(~np.isnan(positions[:, 0]))
        self.places = known[np.argsort(positions[known, 1], kind="stable")]
        self.lon, self.lat = positions[self.places, 0], positions[self.places, 1]
        self.labels = labels

    def nearest(self, lon: float, lat: float, limit: int, within_metres: float) -> list[Neighbour]:
        """Up to ``limit`` places within so many metres, the nearest first."""
        reach = within_metres / METRES_PER_DEGREE
        first, last = np.searchsorted(self.lat, (lat - reach, lat + reach))
        east = (self.lon[first:last] - lon) * np.cos(np.radians(lat))
        metres = np.hypot(east, self.lat[first:last] - lat) * METRES_PER_DEGREE
        order = np.argsort(metres, kind="stable")[:limit]
        found = [(int(self.places[first + i]), float(metres[i])) for i in order if metres[i] <= within_metres]
        return [
            Neighbour(string_at(self.labels.place_codes, p), string_at(self.labels.place_texts, p), m) for p, m in found
        ]
