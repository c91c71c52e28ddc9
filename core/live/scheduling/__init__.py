"""Who trains when: one scheduler for everything that takes turns, and what drives a trainer in its turn."""
