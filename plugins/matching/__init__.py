"""Company matching: whether two parties are one company, related or different, and a search over all parties a program knows."""
