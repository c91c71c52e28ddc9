"""Networks that people play with."""
