"""Runs: training in the background, who may steer it, and the frames that it shows."""
