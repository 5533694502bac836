"""What a partner offers an end customer."""
