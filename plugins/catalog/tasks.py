"""Why this plugin looks behind the wall, in words."""

from hansa import SystemTask

PRICE, SELL, TAKE, TELL = "catalog.price", "catalog.sell", "catalog.take", "catalog.tell"

TASKS = [
    SystemTask(PRICE, "A buyer's price follows from lists and rules it does not read; it learns its own price only."),
    SystemTask(SELL, "Whether a partner may sell a product follows from rules about all partners; it learns the reason for itself."),
    SystemTask(TAKE, "What a partner takes of an allocation lowers what is left for those it shares it with."),
    SystemTask(TELL, "News of the shelf goes to the people of all partners it is for."),
]
