"""The small core of Hansa: identity, entity storage, forms, plugins. Import from `hansa`, not from here."""
