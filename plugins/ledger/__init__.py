"""The ledger: one append-only double-entry book for deposits, credit, rebates and funds."""
