"""What is stored of runs and of grids of runs, besides frames and states."""
