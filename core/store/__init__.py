"""What outlives the process: records of runs, their frames and their latest training state."""
