"""Which other registrations and companies a deal meets."""
