"""The page of normalization: what it averages over, and what is said of it, tested."""
