"""The engine: pure functions over a policy and facts."""
