"""Price lists and promotions on their way to the shelf: publishing, conflicts, comparison."""
