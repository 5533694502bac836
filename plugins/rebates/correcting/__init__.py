"""Corrections: adjustments two people agree to, disputes of single lines, and two data sets held against each other."""
