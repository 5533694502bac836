from collections.abc import Iterator

import pytest

from core.plugin_system.imports import forbidden_imports, imported
from hansa.testing import Kit
from tests.architecture.sources import LAYERS, Source, sources

PURE = {"flask", "sqlalchemy", "core", "hansa", "plugins", "jinja2", "wtforms"}


def upward(source: Source) -> Iterator[str]:
    """Find imports of a layer above the file's own, and of tests."""
    closed = {*LAYERS[LAYERS.index(source.layer) + 1 :], "tests", "bench"}
    yield from (f"{source.name}:{line} {module}" for line, module in imported(source.tree) if module.split(".")[0] in closed)


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_imports_only_from_those_below(layer: str) -> None:
    assert [found for source in sources(layer) for found in upward(source)] == []


def test_schemas_know_neither_web_nor_database() -> None:
    found = [f"{s.name}:{line} {module}" for s in sources("schemas") for line, module in imported(s.tree) if module.split(".")[0] in PURE]
    assert found == []


def test_plugins_import_the_public_api_themselves_and_apis_they_require(hansa_kit: Kit) -> None:
    needs = {name: plugin.info.requires for name, plugin in hansa_kit.portal.plugins.loaded.items()}
    found = []
    for source in (s for s in sources("plugins") if s.path.parent.name != "plugins"):
        others = {f"plugins.{name}": name in needs[source.plugin] for name in needs if name != source.plugin}
        wrong = forbidden_imports(source.tree, own=f"plugins.{source.plugin}", others=others)
        found += [f"{source.name}:{line} {module}" for line, module in wrong]
    assert found == []
