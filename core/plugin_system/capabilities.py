"""What a plugin can do, read from its source without running it: before it is installed (a wheel) and before it is switched on.

Plugins are trusted code. This tells what they ask of the portal, not what code could do that hides it.
"""

import ast
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.i18n import N_
from core.plugin_system.imports import imported


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing a plugin can do: `code` is stable, `label` a text for translation, `details` names it as it stands in the source."""

    code: str
    label: str
    icon: str
    details: tuple[str, ...] = ()


HOOKS: Mapping[str, tuple[str, str, frozenset[str]]] = {
    "records": (N_("Keeps records of its own"), "database", frozenset({"register_entities"})),
    "pages": (N_("Adds pages or addresses of the API"), "layout-dashboard", frozenset({"register_pages", "register_api"})),
    "fields": (N_("Adds fields to records of others"), "forms", frozenset({"register_extra_fields"})),
    "saving": (
        N_("May refuse or change what is saved"), "pencil",
        frozenset({"before_save", "after_save", "before_delete", "before_transition", "program_enabled", "program_disabled"}),
    ),
    "access": (N_("Takes part in deciding who sees and does what"), "lock", frozenset({"check_permission", "restrict_query"})),
    "sign_in": (N_("Takes part in signing in"), "login", frozenset({"authenticate"})),
    "events": (N_("Hears of what happens"), "bell", frozenset({"on_event"})),
    "jobs": (N_("Works in the background"), "clock", frozenset({"register_jobs"})),
    "personal": (N_("Keeps personal data, which it gives out and erases"), "user", frozenset({"personal_data"})),
}  # fmt: skip
NAMES: Mapping[str, tuple[str, str, frozenset[str]]] = {
    "mail": (N_("Sends mail"), "mail", frozenset({"mail"})),
    "outbound": (N_("Calls servers of others"), "external-link", frozenset({"outbound"})),
    "files": (N_("Keeps files"), "paperclip", frozenset({"files"})),
    "signing": (N_("Signs in the name of the installation"), "signature", frozenset({"signing"})),
}
BEYOND = frozenset({
    "asyncio", "builtins", "code", "ctypes", "ftplib", "http", "httpx", "importlib", "marshal", "mmap", "multiprocessing", "os", "pickle", "psycopg",
    "requests", "runpy", "select", "shutil", "signal", "smtplib", "socket", "sqlite3", "ssl", "subprocess", "sys", "threading", "urllib.request", "urllib3",
})  # fmt: skip
"""Modules that reach past the portal: the machine, the network, other processes, code made at run time."""
BEHIND = N_("Looks at records of all partners, for these reasons")
REACHES = N_("Uses modules that reach beyond the portal")
UNREAD = N_("Holds code that cannot be read beforehand")
LARGEST = 2_000_000
COMPILED = (".so", ".pyd", ".pyc", ".dll")


@lru_cache(maxsize=64)
def of_folder(root: Path) -> tuple[Capability, ...]:
    """Return what an installed plugin can do, by its folder or its single file."""
    files = [root] if root.is_file() else sorted(path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return _found((path.name, path.read_bytes() if path.suffix == ".py" else b"") for path in files)


def of_wheel(path: Path) -> tuple[Capability, ...]:
    """Return what the plugin in a wheel can do; nothing of it is run or unpacked. Raises ValueError for what is no wheel."""
    try:
        with zipfile.ZipFile(path) as wheel:
            return _found((one.filename, _source(wheel, one)) for one in sorted(wheel.infolist(), key=lambda one: one.filename))
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise ValueError(f"{path} cannot be read as a wheel: {error}") from None


def _source(wheel: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes | None:
    """Return the source of a file; None for one that is too large to be read."""
    if not one.filename.endswith(".py"):
        return b""
    return wheel.read(one) if one.file_size <= LARGEST else None


def _found(files: Iterable[tuple[str, bytes | None]]) -> tuple[Capability, ...]:
    hooks: set[str] = set()
    names: set[str] = set()
    modules: set[str] = set()
    reasons: set[str] = set()
    unread: set[str] = set()
    for name, source in files:
        if name.endswith(COMPILED):
            unread.add(name)
        if not name.endswith(".py"):
            continue
        try:
            tree = ast.parse(source if source is not None else "(")
        except (SyntaxError, ValueError, RecursionError):
            unread.add(name)
            continue
        hooks |= set(_hooks(tree))
        reasons |= set(_reasons(tree))
        for _line, path in imported(tree):
            modules.add(path)
            names |= {path.removeprefix("hansa.")} if path.startswith("hansa.") else set()
    found = [_some(code, told, hooks) for code, told in HOOKS.items()] + [_some(code, told, names) for code, told in NAMES.items()]
    found += [Capability("wall", BEHIND, "eye", tuple(sorted(reasons)))] if reasons else []
    beyond = tuple(sorted({one for one in BEYOND if any(path == one or path.startswith(f"{one}.") for path in modules)}))
    found += [Capability("beyond", REACHES, "alert-triangle", beyond)] if beyond else []
    found += [Capability("unread", UNREAD, "alert-triangle", tuple(sorted(unread)))] if unread else []
    return tuple(one for one in found if one is not None)


def _some(code: str, told: tuple[str, str, frozenset[str]], known: set[str]) -> Capability | None:
    label, icon, wanted = told
    hit = wanted & known
    return Capability(code, label, icon, tuple(sorted(hit))) if hit else None


def _hooks(tree: ast.AST) -> Iterator[str]:
    """Yield the functions marked as implementations of hooks."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(_called(mark) == "hookimpl" for mark in node.decorator_list):
            yield node.name


def _reasons(tree: ast.AST) -> Iterator[str]:
    """Yield the reasons of declared system tasks, in words."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) == "SystemTask":
            texts = [part.value for part in [*node.args, *(word.value for word in node.keywords)] if isinstance(part, ast.Constant)]
            yield str(texts[-1]) if texts else "?"


def _called(node: ast.expr) -> str:
    target = node.func if isinstance(node, ast.Call) else node
    return target.attr if isinstance(target, ast.Attribute) else target.id if isinstance(target, ast.Name) else ""
