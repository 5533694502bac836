"""Money: accrued while it is earned, owed when it is granted, paid once and only when whoever pays says so."""
