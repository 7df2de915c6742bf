"""Indices of several dimensions, such as the six harmonies: normalised figures, a mean, a floor of coverage."""
