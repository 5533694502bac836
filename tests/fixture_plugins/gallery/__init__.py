"""A plugin of the tests: one entity with a field of every type."""
