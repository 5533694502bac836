import ast

import pytest

from core.plugin_system.imports import forbidden_imports

OTHERS = {"plugins.ledger": True, "plugins.leads": False, "acme": True}


def found(source):
    return [module for _, module in forbidden_imports(ast.parse(source), own="plugins.deals", others=OTHERS)]


@pytest.mark.parametrize(
    "source",
    [
        "import datetime, sqlalchemy",
        "from hansa import Entity",
        "from hansa.testing import app",
        "from . import models",
        "from plugins.deals.matching import rivals",
        "from plugins.ledger.api import post",
        "from plugins.ledger import api",
        "import acme.api",
        "demo = lazy('plugins.deals.demo')",
    ],
)
def test_public_things_may_be_imported(source):
    assert found(source) == []


@pytest.mark.parametrize(
    "source",
    [
        "import core.db",
        "from core import db",
        "from schemas.base import EntitySchema",
        "from plugins.ledger.models import Entry",
        "from plugins.leads.api import anything",
        "from plugins import leads",
        "from plugins.unknown.api import anything",
        "import acme",
        "def later():\n    import core",
        "db = lazy('core.db')",
        "db = hansa.lazy('core.db')",
    ],
)
def test_internals_and_plugins_not_required_may_not(source):
    assert len(found(source)) == 1
