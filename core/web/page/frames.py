"""The frame of a page, rendered once for each kind of reader; a request fills in the page and the personal words.

A theme's shell is an ordinary template. It is rendered with a mark in the place of each block a page fills and of each
word that differs from person to person; the text between the marks is kept.
"""

import re
import secrets
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, Template, meta
from markupsafe import escape

from core.programs.state import Bounded

BLOCKS = ("title", "head", "body_class", "page_class", "page")
"""The blocks an ordinary page fills. A template that fills another block of the shell is rendered as a whole."""

PERSONAL = ("csrf_token", "membership_id", "name", "email", "partner_name", "initials", "request_id")


class Frames:
    """The frames of an application; `_mark` cannot be guessed, so no content can stand for a mark."""

    def __init__(self) -> None:
        self._kept = Bounded(500)
        self._mark = secrets.token_hex(12)
        self._pattern = re.compile(f"{self._mark}-([a-z_]+)-")
        self._fits: dict[tuple[int, str], bool] = {}

    def forget(self) -> None:
        self._kept.clear()

    def frame(self, environment: Environment, shell: Any) -> list[str]:
        """Return text and names of holes in turn: text, name, text, name, ..., text."""
        key = (id(environment), *shell.frame_key, bool(shell.membership_id), bool(shell.actor and shell.actor.partner_name))
        return self._kept.get(key, lambda: self._render(environment, shell))

    def _render(self, environment: Environment, shell: Any) -> list[str]:
        template = environment.from_string(FRAME)
        return self._pattern.split(template.render(shell=_Masked(shell, self._mark), mark=self._mark))

    def fits(self, environment: Environment, name: str, template: Template) -> bool:
        """Tell whether a template only fills the blocks a frame has holes for.

        A plugin's template calls itself by its name within the plugin, so `name` is the one it was asked for by.
        """
        key = (id(environment), name)
        if key not in self._fits:
            self._fits[key] = _parent(environment, name) == "shell.html" and not set(template.blocks) & _fixed(environment)
        return self._fits[key]


def _parent(environment: Environment, name: str) -> str | None:
    """Return what a template extends; a name made up at run time is unknown."""
    assert environment.loader is not None
    source = environment.loader.get_source(environment, name)[0]
    return next(meta.find_referenced_templates(environment.parse(source)), None)


def _fixed(environment: Environment) -> set[str]:
    """Return the blocks of the shell that belong to the frame."""
    names = (set(environment.get_template(name).blocks) for name in ("shell.html", "layout.html"))
    return set().union(*names) - set(BLOCKS)


FRAME = """{% extends "shell.html" %}
{% block title %}{{ mark }}-title-{% endblock %}{% block head %}{{ mark }}-head-{% endblock %}
{% block body_class %}{{ mark }}-body_class-{% endblock %}{% block page_class %}{{ mark }}-page_class-{% endblock %}
{% block page %}{{ mark }}-page-{% endblock %}"""


class _Masked:
    """The shell with marks in the place of personal words."""

    def __init__(self, shell: Any, mark: str):
        self._shell = shell
        self._words = {name: f"{mark}-{name}-" for name in PERSONAL}

    def __getattr__(self, name: str) -> Any:
        if name in ("csrf_token", "request_id"):
            return self._words[name]
        if name == "membership_id":
            return self._words[name] if self._shell.membership_id else None
        if name == "actor" and self._shell.actor:
            known = self._shell.actor
            partner = self._words["partner_name"] if known.partner_name else None
            words = {n: self._words[n] for n in ("name", "email", "initials")}
            return SimpleNamespace(**words, partner_name=partner, staff=known.staff)
        return getattr(self._shell, name)


def framed(environment: Environment, name: str, context: Mapping[str, Any], frames: Frames, shell: Any) -> str:
    """Return a page: its blocks rendered, laid into the frame of its reader."""
    template = environment.get_template(name)
    if not frames.fits(environment, name, template):
        return str(template.render(shell=shell, **context))
    inner = template.new_context({"shell": shell, **context})
    blocks = {block: "".join(template.blocks[block](inner)) for block in BLOCKS if block in template.blocks}
    personal = shell.holes
    parts = frames.frame(environment, shell)
    out = list(parts)
    for i in range(1, len(parts), 2):
        hole = parts[i]
        out[i] = blocks.get(hole, "") if hole in BLOCKS else str(escape(personal[hole]))
    return "".join(out)
