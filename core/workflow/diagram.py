"""The picture of a workflow for the docs, as Mermaid text."""

from core.workflow.machine import Workflow

ACTORS = {"partner": "partner", "staff": "program", "anyone": "partner or program", "system": "by itself"}


def mermaid(flow: Workflow) -> str:
    """Return a state diagram in the source language: every state, every transition with who makes it."""
    lines = ["stateDiagram-v2", f"  [*] --> {flow.initial}"]
    lines += [f"  {state.key} : {state.look.label}" for state in flow.states]
    for move in flow.transitions:
        lines += [f"  {source} --> {move.target} : {move.label} ({ACTORS[move.by]})" for source in move.sources]
    lines += [f"  {state.key} --> [*]" for state in flow.states if state.kind == "done"]
    return "\n".join(lines)
