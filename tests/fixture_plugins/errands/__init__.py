"""A plugin with a workflow that has every part: approvals of each mode, a timer with reminders, frozen fields."""
