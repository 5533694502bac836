"""The book itself: accounts, postings, holds, reversals, closed periods, and how all of it is checked."""
