"""A labelled suite of generated runs: what the findings are right about, and whether their remedies cure."""
