"""Finding, checking, calling, migrating and switching plugins."""
