"""What is wrong with a fund policy beside its rules."""

from collections.abc import Iterable, Iterator

from hansa import N_, typed_list
from plugins.mdf.words import COSTS, EVIDENCE, KINDS
from plugins.policies.api import Compiled, Finding

TWICE = N_("There are two lines for “%(name)s”.")
UNKNOWN_COST = N_("There is no kind of cost “%(name)s”, so nothing is taken off for it.")
UNKNOWN_PROOF = N_("There is no kind of proof “%(name)s”, so it can never be shown.")
UNKNOWN_KIND = N_("There is no kind of activity “%(name)s” on the form, so nobody can ask for it.")
NOBODY = N_("A named person may let late claims count, but no role is named.")
NO_LIMIT = N_("Nothing limits what is paid.")
NO_PERIOD = N_("What was accrued is carried, but its last day is the end of the period: nothing is left to carry.")


def check(policy: Compiled) -> Iterable[Finding]:
    """Yield what is wrong, or worth a second look."""
    yield from _kinds(policy)
    yield from _codes(policy)
    if policy["late"] == "named" and not typed_list(policy["late_roles"]):
        yield Finding("error", "nobody", NOBODY, "/late_roles")
    if not policy["lowest_of"]:
        yield Finding("error", "no-limit", NO_LIMIT, "/lowest_of")
    if policy["unused"] == "carry" and policy.document["expires"]["length"] == "0":
        yield Finding("error", "no-carry", NO_PERIOD, "/expires", "/unused")


def _kinds(policy: Compiled) -> Iterator[Finding]:
    keys = [row["kind"] for row in policy["kinds"]]
    for at, row in enumerate(policy["kinds"]):
        if row["kind"] in keys[:at]:
            yield Finding("error", "twice", TWICE, f"/kinds/{at}", params={"name": row["kind"]})
        if row["kind"] not in dict(KINDS):
            yield Finding("warning", "unknown-kind", UNKNOWN_KIND, f"/kinds/{at}/kind", params={"name": row["kind"]})


def _codes(policy: Compiled) -> Iterator[Finding]:
    for code in typed_list(policy["not_counting"]):
        if code not in dict(COSTS):
            yield Finding("warning", "unknown-cost", UNKNOWN_COST, "/not_counting", params={"name": code})
    rows = [("/evidence", policy["evidence"]), *((f"/kinds/{at}/evidence", row["evidence"]) for at, row in enumerate(policy["kinds"]))]
    for place, text in rows:
        for code in typed_list(text):
            if code not in dict(EVIDENCE):
                yield Finding("error", "unknown-proof", UNKNOWN_PROOF, place, params={"name": code})
