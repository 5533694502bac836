"""The engine applied: who stands where, what changes, and what follows from it."""
