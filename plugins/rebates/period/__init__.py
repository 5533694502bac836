"""How a period lives: what still counts in it, when it is calculated, and that it never changes once it was stated."""
