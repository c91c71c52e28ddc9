"""What is wrong with a network, how that is seen, where it is written, and what helps.

One pure function, `findings.diagnose`, from what was measured (`evidence.Evidence`) to findings: before the
first step and during training, for every page, so that no two of them disagree. `verdict` says the foremost
with its numbers.
"""
