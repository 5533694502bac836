"""The money of funds: accounts of the ledger, layers, what is kept and paid of them."""
