"""Policies: versioned documents that decide, the decisions they led to, and the facts they read."""
