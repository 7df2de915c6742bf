"""Where a street must be heard: plans for its ground, and the heads of dispatched bodies. Process tables alone."""
