"""The engine in a process of its own: what it is told and tells, and who looks after it."""
