"""One experiment being trained: steps, epochs, and what ends it."""
