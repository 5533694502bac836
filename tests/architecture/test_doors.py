from tests.architecture.doors import LIST, uses


def test_every_use_of_a_door_was_thought_over() -> None:
    assert uses() == LIST.read_text(encoding="utf-8").split("\n")[:-1]


def test_plugins_go_through_no_wall() -> None:
    assert [use for use in uses() if use.startswith(("wall plugins", "template plugins"))] == []
