"""A plan compiled once, its state, and what goes in: training as a pure function."""
