"""Products, who may sell them, what they cost each buyer and why: authorisation, price lists, the price policy, allocation."""
