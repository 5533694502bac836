"""Decisions: kept, filtered, replayed, explained."""
