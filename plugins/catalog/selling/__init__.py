"""Who may sell what, and how much of it in a shortage."""
