"""A plugin of the tests with one entity for each form of audience."""
