"""Tax on what is sold: which rate, how much, for whom none."""
