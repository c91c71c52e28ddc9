"""The data sets, how they are drawn, split and scaled."""
