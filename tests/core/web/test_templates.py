"""Templates: rendered with made-up pages, and read for what a strict policy forbids."""

import re
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, meta

from core.web.page.assets import CORE_STATIC, Assets
from core.web.theme.theming import CORE_TEMPLATES, Theming
from tests.core.web.page_fakes import THEMES, pages, shell, theming

SOURCES = sorted([*CORE_TEMPLATES.rglob("*.html"), *THEMES.rglob("*.html")])
FORBIDDEN = {
    "hx-on": r"\shx-on[:=]",
    "script in an attribute": r"\son[a-z]+\s*=",
    "js: value": r"[\"']\s*(js|javascript):",
    "trigger filter": r"hx-trigger=\"[^\"]*\[",
    "style attribute": r"\sstyle\s*=",
    "inline style": r"<style\b",
    "inline script": r"<script\b(?![^>]*\bsrc=)",
    "hx-vals": r"\shx-(vals|vars|headers)=",
    "unescaped text": r"\|\s*safe\b|\bautoescape\b",
    "another host": r"(src|href|action)=\"(https?:)?//",
}
WORDS = re.compile(r">\s*([A-Z][a-z]+( [a-z]+)*)\s*<")


@pytest.fixture(scope="module")
def themes() -> Theming:
    return theming(Assets())


def draw(themes: Theming, page: str, theme: str = "default", **over: Any) -> str:
    return themes.environment(theme).get_template(page).render({**pages()[page], **over})


@pytest.mark.parametrize("rule", FORBIDDEN)
def test_no_template_holds_what_the_policy_forbids(rule: str) -> None:
    assert not [str(path) for path in SOURCES if re.search(FORBIDDEN[rule], path.read_text(), re.I)]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_text_people_read_is_translatable(path: Path) -> None:
    source = re.sub(r"\{#.*?#\}|\{%.*?%\}", "", path.read_text(), flags=re.S)
    assert not WORDS.findall(source)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_every_icon_a_template_names_is_in_the_sprite(path: Path) -> None:
    sprite = (CORE_STATIC / "icons.svg").read_text()
    named = re.findall(r"icon\(\"([a-z0-9-]+)\"", path.read_text())
    assert not [name for name in named if f'id="{name}"' not in sprite]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_every_class_of_ours_is_in_a_stylesheet(path: Path) -> None:
    css = "".join(p.read_text() for p in [CORE_STATIC / "hansa.css", *THEMES.glob("*/static/theme.css")])
    classes = " ".join(re.findall(r'class="([^"]*)"', path.read_text()))
    assert not [name for name in re.findall(r"\bh[sb]-[\w-]+", classes) if f".{name}" not in css]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_every_template_a_template_needs_exists(path: Path, themes: Theming) -> None:
    theme = path.relative_to(THEMES).parts[0] if path.is_relative_to(THEMES) else "default"
    environment = themes.environment(theme)
    needed = meta.find_referenced_templates(environment.parse(path.read_text()))
    assert {name for name in needed if name} <= set(environment.list_templates())


@pytest.mark.parametrize("theme", ["default", "harbor"])
@pytest.mark.parametrize("page", pages())
def test_every_page_renders_in_every_theme(themes: Theming, page: str, theme: str) -> None:
    html = draw(themes, page, theme)
    assert html.startswith("<!doctype html>") and "</html>" in html


@pytest.mark.parametrize("page", pages())
def test_every_page_has_one_main_heading_and_one_main_landmark(themes: Theming, page: str) -> None:
    html = draw(themes, page)
    assert html.count("<h1") == 1 and html.count("<main") == 1


@pytest.mark.parametrize("page", pages())
def test_every_id_on_a_page_is_used_once(themes: Theming, page: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', draw(themes, page, "harbor"))
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("page", pages())
def test_every_post_form_carries_token_and_membership(themes: Theming, page: str) -> None:
    forms = re.findall(r'<form[^>]*method="post".*?</form>', draw(themes, page), re.S)
    assert (forms or page == "error_bare.html") and all('name="csrf_token"' in form and 'name="membership_id"' in form for form in forms)


@pytest.mark.parametrize("block", ["rows", "page"])
def test_a_list_block_renders_alone(themes: Theming, block: str) -> None:
    template = themes.environment("default").get_template("list.html")
    html = "".join(template.blocks[block](template.new_context(pages()["list.html"])))
    assert 'id="hs-rows"' in html and "<html" not in html


def test_hostile_text_is_escaped(themes: Theming) -> None:
    context = pages()["list.html"]
    context["view"].title = context["view"].chips[0][0].__class__("<script>alert(1)</script>\"'")
    html = themes.environment("default").get_template("list.html").render(context)
    assert "<script>alert" not in html and 'alert(1)</script>"' not in html


def test_an_empty_list_says_what_to_do(themes: Theming) -> None:
    context = pages()["list.html"]
    context["view"].rows_html = ""
    context["view"].empty = pages()["empty.html"]["empty"]
    html = themes.environment("default").get_template("list.html").render(context)
    assert "Ask for funds" in html and "<table" not in html


def test_colour_mode_auto_asks_the_browser_before_the_first_paint(themes: Theming) -> None:
    assert "mode.js" in draw(themes, "home.html", shell=shell(color_mode="auto"))
    assert "mode.js" not in draw(themes, "home.html", shell=shell(color_mode="dark"))


def test_error_pages_need_no_program_and_no_actor(themes: Theming) -> None:
    html = draw(themes, "error_bare.html", shell=shell(program=None, actor=None, nav=[], tabs=[], switch_url=None))
    assert "7F3A-19C2" in html and "hs-nav" not in html


def test_form_errors_lead_to_their_fields(themes: Theming) -> None:
    assert '<a href="#mail">Contact e-mail</a>' in draw(themes, "form.html")


def test_a_conflict_shows_both_values(themes: Theming) -> None:
    form = pages()["form.html"]["form"]
    form.conflict = [("Stage", "Won", "Lost")]
    html = draw(themes, "form.html", form=form)
    assert "<td>Won</td>" in html and "<mark>Lost</mark>" in html


def test_actions_that_change_something_are_posts_with_a_question_where_wanted(themes: Theming) -> None:
    html = draw(themes, "detail.html")
    assert 'data-confirm="Withdraw this deal?"' in html
    assert re.search(r'<form class="hs-inline" method="post" action="#">.*?Approve extension', html, re.S)


def test_the_banner_says_as_whom_one_looks(themes: Theming) -> None:
    assert "hs-banner" in draw(themes, "home.html", shell=shell(viewing_as="You see this as Priya."))
    assert "hs-banner" not in draw(themes, "home.html")


def test_sources_are_parsed_by_a_plain_environment() -> None:
    environment = Environment(autoescape=True)
    assert all(environment.parse(path.read_text()).body for path in SOURCES)
