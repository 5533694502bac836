"""What stands before every request: who may come in, and how a refusal is told."""
