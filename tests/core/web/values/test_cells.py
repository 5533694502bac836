import datetime as dt
from decimal import Decimal
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.web.values.cells import CellContext, Link, StateLook, cell
from schemas import fields
from schemas.types import TYPES

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
CTX = CellContext("en", "Asia/Shanghai", "USD", "/static/icons.svg", NOW)
EVIL = "\"'><script>alert(1)</script><a onclick=x href=javascript:y>&"
STATES = fields.String(metadata={"states": {"open": StateLook("Open", "info", "eye")}})
EVIL_STATES = fields.String(metadata={"states": {EVIL: StateLook(EVIL, EVIL, EVIL)}})
EVIL_CHOICES = fields.Choice([(EVIL, EVIL)])
EVIL_CELLS = [
    *((word, None, EVIL) for word in ("text", "longtext", "email", "url", "phone", "country", "ref", "file")),
    *((word, None, EVIL) for word in ("money", "number", "percent", "date", "datetime")),
    ("url", None, "https://a.com/" + EVIL), ("ref", None, Link(EVIL, EVIL)), ("money", None, (Decimal(1), EVIL)),
    ("choice", EVIL_CHOICES, EVIL), ("choice", EVIL_CHOICES, "x" + EVIL), ("choices", EVIL_CHOICES, [EVIL]),
    ("state", EVIL_STATES, EVIL), ("state", STATES, EVIL),
]  # fmt: skip


class Reading(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags, self.names = set(), set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}


def show(word, value, field=None, ctx=CTX):
    return cell(word, field)(value, ctx)


@pytest.mark.parametrize(("word", "field", "value"), EVIL_CELLS)
def test_hostile_values_stay_text(word, field, value):
    seen = Reading(show(word, value, field))
    assert seen.tags <= {"a", "span", "svg", "use", "time", "div"}
    assert seen.names <= {"href", "class", "aria-hidden", "rel", "target", "datetime", "title"}


@given(st.text())
def test_text_can_be_read_back(text):
    html = show("text", text)
    assert unescape(html) == text and not set(html) & set("<>\"'")


@pytest.mark.parametrize("word", sorted({kind.cell for kind in TYPES.values()} - {"choice", "choices"}))
def test_every_cell_word_shows_nothing_as_nothing(word):
    assert show(word, None) == ""


@pytest.mark.parametrize("word", ["date", "datetime", "money", "number", "percent"])
def test_a_value_of_an_older_definition_is_shown_as_it_is(word):
    assert show(word, "next <week>") == "next &lt;week&gt;"


def test_money_is_in_the_programs_currency():
    assert show("money", Decimal("-1234.5")) == "−$1,234.50"


def test_money_may_bring_its_own_currency():
    assert show("money", (Decimal("5"), "EUR")) == "€5.00"


def test_a_moment_is_relative_with_the_exact_time_in_the_title():
    html = show("datetime", NOW - dt.timedelta(hours=3))
    assert 'datetime="2026-11-22T09:00:00+00:00"' in html and "5:00" in html and ">3 hours ago<" in html


def test_a_date_is_machine_readable():
    assert show("date", dt.date(2026, 9, 30)) == '<time datetime="2026-09-30">Sep 30, 2026</time>'


def test_a_state_is_an_icon_and_a_word():
    assert show("state", "open", STATES) == (
        '<span class="hs-state is-info"><svg class="icon" aria-hidden="true"><use href="/static/icons.svg#eye"/></svg>Open</span>'
    )


def test_an_unknown_state_is_idle():
    assert "is-idle" in show("state", "gone", STATES)


def test_a_choice_shows_its_label():
    assert show("choice", "a", fields.Choice([("a", "Alpha & Co")])) == "Alpha &amp; Co"


def test_several_choices_are_listed():
    assert show("choices", ["a", "b"], fields.MultiChoice([("a", "A"), ("b", "B")])) == "A, B"


def test_a_web_address_opens_without_giving_us_away():
    assert show("url", "https://acme.example/") == (
        '<a href="https://acme.example/" rel="noopener noreferrer nofollow" target="_blank">acme.example</a>'
    )


def test_a_script_address_is_no_link():
    assert "<a" not in show("url", "javascript:alert(1)")


def test_a_phone_link_dials_digits_only():
    assert 'href="tel:+49301234"' in show("phone", "+49 (30) 1234 x5")


def test_an_email_is_a_link():
    assert show("email", "a+b@c.example") == '<a href="mailto:a%2Bb@c.example">a+b@c.example</a>'


@pytest.mark.parametrize(("value", "text"), [(True, "Yes"), (False, "No")])
def test_yes_and_no_are_words(value, text):
    assert show("bool", value) == text


def test_rows_are_counted():
    assert show("lines", [{}, {}]) == "2"


def test_an_unknown_word_is_an_error():
    with pytest.raises(KeyError):
        cell("hologram")
