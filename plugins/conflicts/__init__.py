"""The conflict docket: who gets a customer two want, with evidence from both sides, a ruling that cites its rule, and an appeal."""
