"""Leads: taken in, routed to the partner who should have them, followed until they are a deal."""
