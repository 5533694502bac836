"""What becomes of a confirmed order: shipped, invoiced, returned."""
