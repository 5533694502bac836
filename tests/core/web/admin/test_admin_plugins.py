from collections.abc import Callable
from typing import Any

import pytest

from hansa.testing import Kit

Browser = Callable[..., Any]
URL = "/alpha/admin/plugins/"


def test_plugins_are_listed_by_category(as_user: Browser) -> None:
    page = as_user("admin").get(URL).text
    assert 'class="hs-group">House</h2>' in page
    assert 'id="plugin-attic"' in page


def test_the_list_can_be_searched(as_user: Browser) -> None:
    page = as_user("admin").get(f"{URL}?q=base").text
    assert ('id="plugin-basement"' in page, 'id="plugin-attic"' in page) == (True, False)


def test_a_search_without_result_says_what_to_do(as_user: Browser) -> None:
    assert "Try fewer words" in as_user("admin").get(f"{URL}?q=zeppelin").text


def test_a_switch_first_tells_what_it_means(as_user: Browser) -> None:
    page = as_user("admin").get(f"{URL}basement/switch").text
    assert "If you switch Basement off" in page
    assert "switched off as well: Attic" in page


def test_the_effects_count_records_and_partners(as_user: Browser, make_record: Browser) -> None:
    make_record("deals.deal", by="a")
    page = as_user("admin").get(f"{URL}deals/switch").text
    assert "1 partner has records in it." in page
    assert "1 Deals stay and come back" in page


def test_htmx_gets_the_row_alone(as_user: Browser) -> None:
    page = as_user("admin").get(f"{URL}attic/switch", headers={"HX-Request": "true"}).text
    assert page.lstrip().startswith('<div class="hs-plug is-open"')


def test_before_it_is_switched_on_it_is_told_what_the_plugin_can_do(as_user: Browser) -> None:
    shown = as_user("admin").get(f"{URL}deals/switch").text
    as_user("admin").submit(f"{URL}deals/switch", {"on": "0", "also": shown.split('name="also" value="')[1].split('"')[0]})
    page = as_user("admin").get(f"{URL}deals/switch").text
    assert "What it can do" not in shown and "What it can do" in page
    assert "Keeps records of its own" in page


def test_switching_off_makes_the_plugin_unreachable_here_and_only_here(as_user: Browser) -> None:
    shown = as_user("admin").get(f"{URL}deals/switch").text
    also = shown.split('name="also" value="')[1].split('"')[0]
    assert as_user("admin").submit(f"{URL}deals/switch", {"on": "0", "also": also}).status_code == 303
    statuses = [as_user("a", slug).get(f"/{slug}/deals/deal/").status_code for slug in ("alpha", "beta")]
    assert statuses == [404, 200]


def test_switching_on_again_brings_records_back(as_user: Browser, make_record: Browser) -> None:
    make_record("deals.deal", by="a", word="Lighthouse")
    shown = as_user("admin").get(f"{URL}deals/switch").text
    also = shown.split('name="also" value="')[1].split('"')[0]
    for data in ({"on": "0", "also": also}, {"on": "1"}):
        assert as_user("admin").submit(f"{URL}deals/switch", data).status_code == 303
    assert "Lighthouse" in as_user("a").get("/alpha/deals/deal/").text


def test_dependants_that_were_not_shown_are_a_conflict(as_user: Browser) -> None:
    assert as_user("admin").submit(f"{URL}basement/switch", {"on": "0", "also": ""}).status_code == 409


@pytest.mark.parametrize(("name", "expected"), [("a", 404), ("manager", 404), ("admin", 200)])
def test_only_admins_see_the_plugins(as_user: Browser, name: str, expected: int) -> None:
    assert as_user(name).get(URL).status_code == expected


def test_settings_have_a_form(as_user: Browser) -> None:
    page = as_user("admin").get(f"{URL}basement/settings").text
    assert 'name="depth"' in page and 'value="3"' in page


def test_settings_are_saved(as_user: Browser) -> None:
    as_user("admin").submit(f"{URL}basement/settings", {"depth": "7", "opened": "1"})
    assert 'value="7"' in as_user("admin").get(f"{URL}basement/settings").text


def test_a_wrong_setting_comes_back_with_its_fault(as_user: Browser) -> None:
    answer = as_user("admin").submit(f"{URL}basement/settings", {"depth": "70"})
    assert answer.status_code == 422
    assert "Give at most 9." in answer.text and 'value="70"' in answer.text


def test_a_secret_never_leaves_the_server(as_user: Browser) -> None:
    as_user("admin").submit(f"{URL}basement/settings", {"depth": "3", "code": "swordfish"})
    assert "swordfish" not in as_user("admin").get(f"{URL}basement/settings").text


def test_a_failed_plugin_is_named_and_cannot_be_switched(kit: Kit, as_user: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    plugin = kit.portal.plugins.loaded["attic"]
    monkeypatch.setattr(plugin, "status", "failed")
    monkeypatch.setattr(plugin, "error", "Traceback: /srv/secret/path")
    page = as_user("admin").get(URL).text
    assert "It could not start." in page and "/srv/secret/path" not in page
