"""Whether something is about a product: the product itself, its family or one above it, its brand."""

import uuid
from collections.abc import Mapping
from typing import Any, Protocol


class About(Protocol):
    """What has a scope; what is empty limits nothing."""

    product_id: Any
    family_id: Any
    brand: Any


def covers(row: About, product: Any, paths: Mapping[uuid.UUID, str]) -> bool:
    """Tell whether something is about a product; `paths` are those of the families by id."""
    if row.product_id is not None and row.product_id != product.id:
        return False
    if row.family_id is not None and not product.family_path.startswith(paths.get(row.family_id, "\0")):
        return False
    return not row.brand or (product.brand or "").casefold() == row.brand.casefold()
