"""What can be said of a policy before it is published."""
