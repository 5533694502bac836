"""Market development funds: budgets, allocations, requests, proof, claims, payment and what came of it."""
