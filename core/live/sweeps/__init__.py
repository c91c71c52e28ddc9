"""Grids of runs, trained in the background."""
