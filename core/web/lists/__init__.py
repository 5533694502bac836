"""Lists of records and what is done with many of them: filters, views, totals, exports."""
