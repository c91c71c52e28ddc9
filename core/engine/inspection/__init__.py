"""What is shown of a state: statistics of every layer, frames, pictures."""
