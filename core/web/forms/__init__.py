"""Forms from schemas: fields, widgets, drafts, what is wrong."""
