"""The demo: two programs that look like two companies, with people, partners and what plugins add."""
