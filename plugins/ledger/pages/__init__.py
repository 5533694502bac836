"""The pages: accounts, statements and journals for staff, balances for partners."""
