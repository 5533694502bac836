"""Whole pages: the frame around them, the home page, search, news after an act."""
