"""What happens to a registration beside its decision: changes after it, silence, duplicates that are put together."""
