"""Notices to partners, and who has read them."""
