"""Records: declaration, scope, storage, query."""
