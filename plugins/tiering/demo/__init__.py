"""Levels of the demo: two tracks, figures of partners, points, changes on their way, a draft to try."""
