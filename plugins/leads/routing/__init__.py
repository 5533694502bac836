"""Who gets a lead: the policy, the pure engine, and the engine applied to a round of leads."""
