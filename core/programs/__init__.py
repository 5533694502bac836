"""Programs, what is enabled in them, their settings."""
