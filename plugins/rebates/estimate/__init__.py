"""What would be earned: live figures, baskets, forecasts, drafts tried on the past."""
