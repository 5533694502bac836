"""Special price requests: a price for one deal, agreed within limits, used up to a quantity, gone with the protection."""
