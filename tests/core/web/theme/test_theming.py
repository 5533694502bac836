"""Themes: their files, the order of their templates, their stylesheets."""

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from core.web.page.assets import Assets
from core.web.theme.theming import Theme, Theming, load_looks, load_theme, load_themes, theme_loader
from core.web.theme.tokens import PLAIN, contrast_problems, load_look
from tests.core.web.page_fakes import THEMES, theming

LOOKS = {"plain": PLAIN, **load_looks(THEMES)}


@pytest.fixture(scope="module")
def themes() -> Theming:
    return theming(Assets())


def make_theme(folder: Path, key: str, files: dict[str, str], parent: str | None = None) -> Theme:
    for name, text in files.items():
        path = folder / key / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Theme(key, key, folder / key, parent)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("key", ["default", "harbor"])
def test_shipped_themes_and_looks_can_be_read(themes: Theming, key: str, look: str, mode: str) -> None:
    assert contrast_problems(getattr(themes.look(key, LOOKS[look]), mode)) == []


def test_the_two_themes_differ_in_more_than_colour(themes: Theming) -> None:
    default, harbor = themes.look("default"), themes.look("harbor")
    assert themes.themes["default"].nav != themes.themes["harbor"].nav
    assert default.words["density"] != harbor.words["density"]
    assert default.shape["radius-lg"] != harbor.shape["radius-lg"]
    assert default.fonts["font-title"] != harbor.fonts["font-title"]


def test_templates_are_found_in_theme_then_parent_then_plugin_then_core(tmp_path: Path) -> None:
    child = make_theme(tmp_path, "child", {"a.html": "child"})
    parent = make_theme(tmp_path, "parent", {"a.html": "parent", "deals/b.html": "parent"})
    core = DictLoader({"a.html": "core", "b.html": "core", "c.html": "core"})
    plugin = DictLoader({"b.html": "plugin", "d.html": "plugin"})
    env = Environment(loader=theme_loader([child, parent], {"deals": plugin}, core), autoescape=True)
    found = {name: env.get_template(name).render() for name in ("a.html", "deals/b.html", "deals/d.html", "c.html")}
    assert found == {"a.html": "child", "deals/b.html": "parent", "deals/d.html": "plugin", "c.html": "core"}


def test_a_plugin_template_cannot_stand_in_for_one_of_the_core() -> None:
    core, plugin = DictLoader({"list.html": "core"}), DictLoader({"list.html": "plugin"})
    env = Environment(loader=theme_loader([], {"deals": plugin}, core), autoescape=True)
    assert env.get_template("list.html").render() == "core"


def test_a_theme_extends_the_template_it_replaces(tmp_path: Path) -> None:
    theme = make_theme(tmp_path, "t", {"a.html": "{% extends 'core/a.html' %}{% block x %}theme{% endblock %}"})
    core = DictLoader({"a.html": "<{% block x %}core{% endblock %}>"})
    env = Environment(loader=theme_loader([theme], {}, core), autoescape=True)
    assert env.get_template("a.html").render() == "<theme>"


def test_each_theme_keeps_its_own_templates(themes: Theming) -> None:
    default, harbor = (themes.environment(key).get_template("parts/nav.html").filename for key in ("default", "harbor"))
    assert default != harbor


def test_an_unknown_theme_falls_back_to_the_default(themes: Theming) -> None:
    assert themes.environment("gone") is themes.environment("default")


def test_a_circle_of_parents_is_refused(tmp_path: Path) -> None:
    circle = {"default": Theme("default", "D", tmp_path, "b"), "b": Theme("b", "B", tmp_path, "default")}
    with pytest.raises(ValueError, match="its own parent"):
        Theming(circle, Environment(autoescape=True), {})


def test_an_unknown_parent_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="unknown parent"):
        Theming({"default": Theme("default", "D", tmp_path, "gone")}, Environment(autoescape=True), {})


def test_a_faulty_theme_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "theme.toml").write_text('label = "X"\n[light]\nbrand = "red; } body { display: none"\n')
    with pytest.raises(ValueError, match=r"theme\.toml.*#1d4e89"):
        load_theme(tmp_path)


def test_a_theme_ships_its_stylesheet_as_an_asset() -> None:
    assets = Assets()
    theming(assets).add_static(assets)
    assert load_themes(THEMES)["harbor"].stylesheet == "themes/harbor/theme.css"
    assert assets.url("themes/harbor/theme.css").endswith("/themes/harbor/theme.css")


def test_theme_css_holds_custom_properties_only(themes: Theming) -> None:
    css = themes.css("harbor", LOOKS["aurora"], lambda path: f"/static/{path}")
    inside = [line for line in css.splitlines() if line not in ("}", "") and not line.endswith("{")]
    assert inside and all(line.startswith("  --hs-") and line.endswith(";") for line in inside)
    assert '--hs-art: url("/static/img/ribbons.svg");' in css


def test_a_programs_look_lies_over_the_theme(themes: Theming) -> None:
    look = themes.look("default", load_look({"light": {"brand": "#0b5e63"}}))
    assert look.light["brand"] == "#0b5e63" and look.light["ink"] == themes.look("default").light["ink"]
