"""Claims: ship-and-debit, price protection and stock rotation, measured against contract, sale and stock."""
