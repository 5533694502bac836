"""How a registration is decided: the policy, its facts, the engine, and what follows."""
