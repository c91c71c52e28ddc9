"""What is measured on request, such as the page "Initialization" does."""
