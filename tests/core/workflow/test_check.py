import pytest

from core.web.values.cells import StateLook
from core.workflow.check import faults
from core.workflow.diagram import mermaid
from core.workflow.machine import Approval, State, Timer, Transition, Workflow

LOOK = StateLook("A", "idle", "circle")
A, B, END = State("a", LOOK), State("b", LOOK), State("end", LOOK, "done")
GO, STOP = Transition("go", "Go", ("a",), "b"), Transition("stop", "Stop", ("b",), "end")
COLUMNS = {"state"}


def never(record):
    return None


def test_a_sound_declaration_has_no_fault():
    assert list(faults(Workflow((A, B, END), (GO, STOP)), COLUMNS)) == []


@pytest.mark.parametrize(
    ("flow", "words"),
    [
        (Workflow((A, B, END), (GO, STOP), field="phase"), "no column 'phase'"),
        (Workflow((A, A, B, END), (GO, STOP)), "state 'a' is declared twice"),
        (Workflow((A, B, END), (GO, GO, STOP)), "transition 'go' is declared twice"),
        (Workflow((A, END), (Transition("go", "Go", ("a",), "b"),)), "unknown state 'b'"),
        (Workflow((A, B, END), (Transition("go", "Go", ("x",), "end"),)), "unknown state 'x'"),
        (Workflow((A, B, END), (GO,)), "no way out of the state 'b'"),
        (Workflow((A, B, END), (Transition("stop", "Stop", ("a", "b"), "end"),)), "'b' cannot be reached"),
        (Workflow((A, B, END), (GO, STOP, Transition("again", "Again", ("end",), "a"))), "'end' is done and has a way out"),
        (Workflow((A, B, END), (GO, STOP), (Approval("leap"),)), "unknown transition 'leap'"),
        (Workflow((A, B, END), (GO, STOP), (Approval("go", mode="all"),)), "names no role"),
        (Workflow((A, B, END), (GO, STOP), timers=(Timer("t", ("a",), never, "leap"),)), "unknown transition 'leap'"),
        (Workflow((A, B, END), (GO, STOP), timers=(Timer("t", ("a",), never, "stop"),)), "'stop' does not leave the state 'a'"),
    ],
)
def test_a_fault_is_named(flow, words):
    assert any(words in fault for fault in faults(flow, COLUMNS))


def test_the_diagram_has_every_state_and_move():
    assert mermaid(Workflow((A, END), (Transition("stop", "Stop", ("a",), "end", "system"),))).splitlines() == [
        "stateDiagram-v2", "  [*] --> a", "  a : A", "  end : A", "  a --> end : Stop (by itself)", "  end --> [*]",
    ]  # fmt: skip
