"""Networks that people play with: trained live, changed while they train, and shown many times a second."""
