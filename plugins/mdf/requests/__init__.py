"""Plans of partners: judged, decided, carried out."""
