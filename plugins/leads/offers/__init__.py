"""A partner's copy of a lead: made, disclosed, limited in time, followed."""
