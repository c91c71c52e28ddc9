"""Many networks of one plan trained by one compiled function."""
