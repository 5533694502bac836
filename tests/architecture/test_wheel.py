import tomllib
from importlib import metadata

from tests.architecture.sources import ROOT


def test_no_package_of_ours_is_called_like_another_distributions() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    ours = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    owners = metadata.packages_distributions()
    assert {name: owners[name] for name in ours if set(owners.get(name, ())) - {"hansa"}} == {}
