"""The built-in plugins. They use the same public API as anybody's."""
