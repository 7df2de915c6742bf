"""What a city pack says about joint obligations: kinds, roles, limits and couplings, read from TOML and proved."""
