"""The navigation reads in one look: few entries beside Home, groups in a fixed order, set-up last and folded."""

import re

import pytest

from core.web.page.menu import place


@pytest.mark.parametrize(
    ("names", "ordered"),
    [
        (["Configure", "Money", "", "Sales", "Partners"], ["", "Sales", "Partners", "Money", "Configure"]),
        (["Configure", "Fleet", "Money"], ["Money", "Fleet", "Configure"]),
    ],
)
def test_groups_stand_in_their_order_and_those_of_plugins_before_the_setup(names, ordered):
    assert sorted(names, key=place) == ordered


def _nav(html):
    return re.search(r"<nav aria-label=.Main navigation.>(.*?)</nav>", html, re.S).group(1)


@pytest.mark.parametrize("name", ["admin", "manager", "a"])
def test_few_entries_stand_beside_home(as_user, name):
    first = _nav(as_user(name).get("/alpha/").text).partition("</ul>")[0]
    assert 2 <= first.count("<li>") <= 6


def test_the_setup_is_folded_until_one_of_its_pages_is_open(as_user):
    client = as_user("admin")
    home, brand = (_nav(client.get(path).text) for path in ("/alpha/", "/alpha/admin/brand/"))
    assert '<details class="hs-fold">' in home and '<details class="hs-fold" open>' in brand
