"""Pages outside of programs."""
