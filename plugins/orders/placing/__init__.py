"""How an order is placed: what is wanted, judged, priced, paid for."""
