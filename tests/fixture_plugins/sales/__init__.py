"""A plugin of the tests whose records are measured: lines of invoices."""
