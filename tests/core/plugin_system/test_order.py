from core.plugin_system.order import by_requirement, dependants


def test_required_plugins_come_first_then_names_decide():
    order, problems = by_requirement({"b": ["z"], "a": [], "z": [], "c": ["a"]})
    assert (order, problems) == (["a", "c", "z", "b"], {})


def test_a_circle_is_named_and_comes_last():
    order, problems = by_requirement({"a": ["b"], "b": ["a"], "c": []})
    assert order == ["c", "a", "b"]
    assert problems["a"] == "Plugins require each other in a circle: a, b."


def test_dependants_are_found_through_others():
    assert dependants("a", {"a": [], "b": ["a"], "c": ["b"], "d": []}) == ["b", "c"]
