"""The rule builder: rows and groups that are read from and written to the text of a rule."""
