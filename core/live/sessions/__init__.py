"""What is trained and watched: who owns it, its frames, its past, and how much one server does at a time."""
