"""Choices typed as text with a grammar of its own: formulas, points, an entry or a number for each layer."""
