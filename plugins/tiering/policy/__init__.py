"""The kind of policy: its document, its checker, how its facts are kept."""
