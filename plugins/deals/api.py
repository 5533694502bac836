"""What other plugins may use of deals."""

from plugins.deals.matching import Keys, Registration, Rival, host, overlaps, plain, shared
from plugins.deals.models import Deal

__all__ = ["Deal", "Keys", "Registration", "Rival", "host", "overlaps", "plain", "shared"]
