"""A network that is changed while it trains."""
