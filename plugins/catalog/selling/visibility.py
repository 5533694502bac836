"""What partners find of products without any rule asked: what is sold, and is open to all."""

import sqlalchemy as sa

from hansa import Entity, current_scope
from plugins.catalog.entities import PRODUCT
from plugins.catalog.models import Product
from plugins.catalog.words import SOLD


def restriction(entity: Entity) -> sa.ColumnElement[bool] | None:
    """Leave products out of partners' lists, search and addresses that are not sold, or shown only to those that may sell them.

    The catalogue itself judges those by the rules; here nobody is asked who it is.
    """
    if entity is not PRODUCT or current_scope().actor.staff:
        return None
    return sa.and_(Product.__table__.c.status.in_(SOLD), Product.__table__.c.open_to_all)
