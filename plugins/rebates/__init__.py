"""Rebates: programs as policies, periods that close, statements, money that is paid once, claims."""
