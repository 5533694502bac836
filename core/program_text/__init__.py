"""A program as text: exported to YAML, compared with what is there, applied."""
