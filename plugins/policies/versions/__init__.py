"""Kinds and versions of policies: drafted, tried, published, exported."""
