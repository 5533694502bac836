"""Outbox, queue and schedule."""
