"""What a fund policy says, from facts alone: no Flask, no database, no clock."""
