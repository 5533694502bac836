"""Pages and API of every entity: detail, form, workflow, files, timeline."""
