"""What an order is paid with: holds on the ledger, split over its invoices."""
