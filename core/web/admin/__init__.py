"""Pages of a program's admins."""
