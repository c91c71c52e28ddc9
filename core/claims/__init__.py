"""What is said of normalization and regularization, as experiments that test it."""
