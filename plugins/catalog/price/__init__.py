"""The price policy: pure functions from a policy version and facts to prices with their explanation."""
