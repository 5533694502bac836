"""What became of the leads, and whether everybody had a fair share."""
