"""Certificates of people beyond their dates: made of others, reminded of, no longer counted for a partner the person has left."""
