"""Users, partners, memberships, roles, sessions and tokens."""
