"""Personal data: what is held of a person or a partner, given out as one file, and erased. Plugins answer for theirs by hooks."""

from core.personal.subject import Person, Subject, pseudonym
from core.personal.tables import Held, blank, forget, ids_of, read, reword, says

__all__ = ["Held", "Person", "Subject", "blank", "forget", "ids_of", "pseudonym", "read", "reword", "says"]
