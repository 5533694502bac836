"""The price policy applied: facts are loaded set by set, the engine runs, quotes come back."""
