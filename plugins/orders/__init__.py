"""Orders on every level of the chain, their shipments and invoices, invoiced lines as facts, and what partners sold on."""
