"""Values as people read them: cells, numbers, moments, links."""
