"""A page that fails unexpectedly: what people see then."""

from typing import Any

import pytest

from hansa.testing import Client


def test_a_page_that_fails_is_answered_with_the_error_page(as_user: Any, app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    person: Client = as_user("manager")
    monkeypatch.setitem(app.config, "PROPAGATE", False)
    monkeypatch.setitem(app.view_functions, "policies.index", _broken(app.view_functions["policies.index"]))
    answer = person.get("/alpha/policies/")
    assert answer.status_code == 500
    assert "Something went wrong" in answer.text


def _broken(view: Any) -> Any:
    def fail(**words: Any) -> str:
        raise LookupError("unexpected")

    fail.__dict__.update(view.__dict__)
    return fail
