"""Everything that can be chosen, one registry entry each."""
