"""The page "Data": a table of the lab or of one's own, how it was read, and how it looks."""
