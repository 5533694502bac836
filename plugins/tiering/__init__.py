"""Levels of partners: earned by criteria, kept by criteria, changed with agreement, read as benefits by everything else."""
