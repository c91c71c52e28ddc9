"""How files reach the browser."""
