"""Counts and numbers of arrays, layer by layer, in NumPy alone."""
