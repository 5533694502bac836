"""An explanation as a tree of lists: deeper parts inside, with what came out in words."""

import re

from core.rules.expression import parse
from core.rules.words import Line, lines
from tests.core.rules.world import FACTS


def drawn(app, found):
    template = '{% from "parts/rule_why.html" import why %}{{ why(lines) }}'
    with app.test_request_context("/"):
        environment = app.extensions["hansa"].theming.environment("default")
        return re.sub(r"\s*\n\s*", "", environment.from_string(template).render(lines=found))


def test_parts_stand_inside_of_what_they_belong_to(app):
    html = drawn(
        app,
        [
            Line(0, "A", "yes", "", (0, 0)),
            Line(1, "B", "no", "", (0, 0)),
            Line(2, "C", "value", "5", (0, 0)),
            Line(1, "D", "skipped", "", (0, 0)),
        ],
    )
    assert re.sub(r"<svg.*?</svg>|<(?!/?(?:ul|li)\b)[^>]*>| class=\"[^\"]*\"", "", html) == (
        "<ul><li>Ayes<ul><li>Bno<ul><li>C5</li></ul></li><li>Dnot needed</li></ul></li></ul>"
    )


def test_what_was_not_needed_is_dimmed_and_says_so(app):
    rule = parse("deal.urgent or deal.size == 1", FACTS)
    html = drawn(app, lines(rule.explain({"deal.urgent": True, "deal.size": 1}).as_json(), rule.text, FACTS))
    assert "is-dim" in html and "not needed" in html and "deal.size == 1" in html


def test_nothing_to_explain_shows_nothing(app):
    assert drawn(app, []).strip() == ""
