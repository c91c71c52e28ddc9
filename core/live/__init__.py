"""Everything that trains and is watched."""
