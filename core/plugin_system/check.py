"""`hansa plugin check NAME`: what a reviewer would say about the form of a plugin."""

import ast
import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from core.plugin_system import specs
from core.plugin_system.discovery import LoadedPlugin, PluginError
from core.plugin_system.hooks import Plugins
from core.plugin_system.imports import forbidden_imports, lazily

FILE_NAME = re.compile(r"(__init__|[a-z][a-z0-9_]*)\.py")
MIGRATION_NAME = re.compile(r"\d{4}_[a-z0-9_]+\.py")
_BUILT_IN = re.compile(r"\bmodule\b")
VAGUE = frozenset({"utils.py", "util.py", "helpers.py", "common.py", "misc.py"})


@dataclass(frozen=True)
class Finding:
    """One thing to mend: `code` is stable, `where` a file (and line) inside the plugin."""

    code: str
    where: str
    message: str


def check_plugin(name: str, plugins: Plugins | None = None) -> list[Finding]:
    """Return what is wrong with the form of an installed plugin; PluginError when there is none of that name."""
    plugins = plugins or Plugins.load()
    if name not in plugins.loaded:
        raise PluginError(f"There is no plugin {name!r}.")
    plugin = plugins.loaded[name]
    if plugin.module is None or plugin.status in ("failed", "incompatible"):
        return [Finding("not-loaded", name, plugin.error or f"The plugin is {plugin.status}.")]
    root = plugin_folder(plugin)
    checks = (_imports, _lazy, _signatures, _files, _migrations, _readme)
    return [finding for check in checks for finding in check(plugin, root, plugins)]


def plugin_folder(plugin: LoadedPlugin) -> Path:
    """Return the folder of a plugin, or its file when it is a single one."""
    file = Path(str(inspect.getsourcefile(_module(plugin))))
    return file.parent if plugin.package else file


def _module(plugin: LoadedPlugin) -> Any:
    return plugin.module if isinstance(plugin.module, ModuleType) else type(plugin.module)


def _sources(root: Path) -> list[Path]:
    return [root] if root.is_file() else sorted(root.rglob("*.py"))


def _where(path: Path, root: Path) -> str:
    return path.name if root.is_file() else str(path.relative_to(root))


def _imports(plugin: LoadedPlugin, root: Path, plugins: Plugins) -> Iterator[Finding]:
    rest = [other for other in plugins.loaded.values() if other is not plugin]
    others = {other.root: other.name in plugin.info.requires for other in rest}
    for path in _sources(root):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for line, module in forbidden_imports(tree, own=plugin.root, others=others):
            where = f"{_where(path, root)}:{line}"
            yield Finding("import", where, f"{module} is not public: import `hansa` or an `api`.")


def _lazy(plugin: LoadedPlugin, root: Path, plugins: Plugins) -> Iterator[Finding]:
    """What the portal imports only when it is used is imported here: a mistake in it is no surprise later."""
    for path in _sources(root):
        for line, module in lazily(ast.parse(path.read_text(encoding="utf-8"))):
            try:
                importlib.import_module(module)
            except Exception as error:  # whatever the module raises
                yield Finding("lazy", f"{_where(path, root)}:{line}", f"{module} cannot be imported: {error}")


def _signatures(plugin: LoadedPlugin, root: Path, plugins: Plugins) -> Iterator[Finding]:
    for hook in specs.HOOKS:
        function = getattr(plugin.module, hook, None)
        if function is not None and hasattr(function, "hansa_impl"):
            for problem in _differences(function, getattr(specs, hook)):
                yield Finding("signature", hook, problem)


def _differences(function: Callable[..., Any], spec: Callable[..., Any]) -> Iterator[str]:
    """Compare annotations as they are written, module prefixes aside: importing both sides' types is not needed."""
    wanted, given = inspect.signature(spec), inspect.signature(function)
    for name, parameter in given.parameters.items():
        if not _alike(parameter.annotation, wanted.parameters[name].annotation):
            yield f"argument {name} is a {wanted.parameters[name].annotation}"
    if not _alike(given.return_annotation, wanted.return_annotation):
        yield f"it returns {wanted.return_annotation}"


def _alike(given: Any, wanted: Any) -> bool:
    return given is inspect.Signature.empty or _plain(given) == _plain(wanted)


def _plain(annotation: Any) -> str:
    # The built-in types are printed by the names they have in themselves: `ModuleType` as `module`.
    text = annotation if isinstance(annotation, str) else _BUILT_IN.sub("ModuleType", inspect.formatannotation(annotation))
    return re.sub(r"\b(?:\w+\.)+(?=\w)", "", text).replace("'", "").replace("NoneType", "None")


def _files(plugin: LoadedPlugin, root: Path, plugins: Plugins) -> Iterator[Finding]:
    for path in _sources(root):
        if path.name in VAGUE:
            yield Finding("file-name", _where(path, root), "Name the file after what it is about.")
        elif path.parent.name != "versions" and not FILE_NAME.fullmatch(path.name):
            yield Finding("file-name", _where(path, root), "File names are lower-case words.")
    templates = root / "templates"
    for path in templates.iterdir() if templates.is_dir() else ():
        if path.name != plugin.name:
            yield Finding("templates", _where(path, root), f"Templates belong into templates/{plugin.name}/.")


def _migrations(plugin: LoadedPlugin, root: Path, plugins: Plugins) -> Iterator[Finding]:
    """One line of history: the numbered files follow each other, each has a downgrade."""
    previous = None
    for path in sorted((root / "migrations" / "versions").glob("*.py")) if root.is_dir() else ():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        values = {ast.unparse(node.targets[0]): node.value for node in tree.body if isinstance(node, ast.Assign)}
        none = ast.Constant(None)
        revision, down = (ast.literal_eval(values.get(key, none)) for key in ("revision", "down_revision"))
        if not MIGRATION_NAME.fullmatch(path.name) or path.name[:4] != revision:
            yield Finding("migration", _where(path, root), "It is called 0001_what_it_does.py after its revision.")
        if down != previous:
            yield Finding("migration", _where(path, root), f"It must follow {previous or 'nothing'}, not {down}.")
        if not any(isinstance(node, ast.FunctionDef) and node.name == "downgrade" for node in tree.body):
            yield Finding("migration", _where(path, root), "It has no downgrade().")
        previous = revision


def _readme(plugin: LoadedPlugin, root: Path, plugins: Plugins) -> Iterator[Finding]:
    if root.is_dir() and not (root / "README.md").is_file():
        yield Finding("readme", "README.md", "A plugin explains itself in a README.md.")
