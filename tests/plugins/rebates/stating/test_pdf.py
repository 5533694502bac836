"""Text in cells: wrapped, never cut."""

import re

from plugins.rebates.stating.pdf import Page, measure, wrapped
from plugins.rebates.stating.table import Table

LONG = "Growth bonus of the quarter: the base counts up to its limit; paid up to its limit; below the smallest payout"


def test_a_long_text_is_broken_at_spaces_and_nothing_of_it_is_lost():
    lines = wrapped(LONG, 120)
    assert " ".join(lines) == LONG and all(measure(line) <= 120 for line in lines) and len(lines) > 2


def test_chinese_is_broken_between_characters_and_no_line_begins_with_a_mark():
    text = "季度返利与超额奖励，未达到门槛。" * 4
    lines = wrapped(text, 80)
    assert "".join(lines) == text and all(measure(line) <= 88 for line in lines)
    assert not any(line[0] in "，。" for line in lines)


def test_a_word_that_is_too_long_is_broken_where_it_must():
    assert "".join(wrapped("X" * 90, 100)) == "X" * 90


def test_an_empty_cell_is_one_empty_line():
    assert wrapped("", 50) == [""]


def test_all_of_a_cell_is_on_the_page():
    page = Page("Statement", [])
    page.table(Table(["Line", "What", "Amount"], [["L1", LONG * 4, "1.00"], ["L2", "短", "2.00"]], [False, False, True]))
    shown = " ".join(re.findall(r"\((.*?)\) Tj", page.file().decode("latin-1")))
    assert all(word in shown for word in LONG.split()) and shown.count("smallest") == shown.count("bonus") == 4


def test_a_row_longer_than_a_page_goes_on_on_the_next():
    page = Page("Statement", [])
    page.table(Table(["Line", "What"], [["L1", "word " * 3000]], [False, False]))
    assert len(page.pages) > 1
