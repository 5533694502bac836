from core.entities.registry import registry
from core.entities.unit import unit
from core.workflow.perform import apply_many
from hansa.testing import Person


def test_many_are_moved_and_each_refusal_is_told(kit, errand, read):
    fine, wrong = errand(state="sent"), errand()
    with kit.acting(Person("manager")):
        answers = unit(lambda: apply_many(registry()["errands.errand"], [wrong, fine], "finish"))
        told = {key: problem and problem.code for key, problem in answers.items()}
    assert told == {wrong: "state-changed", fine: None}
    assert (read(fine, "state"), read(wrong, "state")) == ("done", "new")
