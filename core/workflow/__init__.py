"""States, transitions, approvals, timers."""
