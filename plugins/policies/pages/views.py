"""What the pages of policies show."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from flask import request, url_for

from hansa import N_, Problem, _, current_scope, moment, rules, url_of
from plugins.policies.checking.checker import check
from plugins.policies.checking.findings import Finding
from plugins.policies.decisions import why
from plugins.policies.document import compare as comparing
from plugins.policies.document.compiled import Compiled, names_in
from plugins.policies.document.outcome import Outcome
from plugins.policies.entities import CALENDAR, CERTIFICATE, CERTIFICATE_KIND, DECISION, FACT, FACT_KIND
from plugins.policies.segments.membership import KEY as SEGMENT_KEY
from plugins.policies.versions import lifecycle
from plugins.policies.versions import publishing as publishes
from plugins.policies.versions.backtest import BackTest, Change, count_of
from plugins.policies.versions.kinds import PolicyKind, kinds, vocabulary
from plugins.policies.versions.timeline import PUBLISHED

STANDING: Mapping[str, tuple[str, str, str]] = {
    "draft": ("info", "pencil", N_("Draft")),
    "scheduled": ("info", "clock", N_("Scheduled")),
    "in_force": ("ok", "circle-check", N_("In force")),
    "superseded": ("done", "history", N_("Superseded")),
    "withdrawn": ("bad", "circle-x", N_("Withdrawn")),
}
SEVERITY: Mapping[str, tuple[str, str, str]] = {
    "error": ("bad", "alert-circle", N_("Error")),
    "warning": ("warn", "alert-triangle", N_("Warning")),
    "note": ("info", "info-circle", N_("Note")),
}
LABELS: Mapping[str, str] = {"result": N_("Result"), "reasons": N_("Reasons")}


def url(endpoint: str, **words: Any) -> str:
    return url_for(f"policies.{endpoint}", program=current_scope().program.slug, **words)


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_(N_("Policies")), url("index")), *more]


def when(value: datetime | None) -> str:
    """Return the moment a version begins or ends at; nothing for none."""
    return moment(value, exact=True) if value else ""


def state(found: Any) -> tuple[str, str, str]:
    kind, icon, label = STANDING[lifecycle.standing(found)]
    return kind, icon, _(label)


def index() -> SimpleNamespace:
    """The kinds with their policies; three statements whatever their number."""
    known = kinds()
    policies: dict[str, list[Any]] = {}
    for row in lifecycle.policies_of():
        policies.setdefault(row.kind, []).append(row)
    by_policy = lifecycle.by_policy()
    groups = [_group(kind, policies.get(key, []), by_policy) for key, kind in sorted(known.items(), key=lambda item: _(item[1].label))]
    actor = current_scope().actor
    links = [
        SimpleNamespace(label=_(entity.plural), url=url_of(entity) if entity.pages else url("decisions"), icon=entity.icon)
        for entity in (DECISION, FACT, FACT_KIND, CERTIFICATE, CERTIFICATE_KIND, CALENDAR)
        if actor.may(entity.permission("view"))
    ]
    return SimpleNamespace(groups=groups, links=links, may_write=_may("policies.policy.write"))


def _group(kind: PolicyKind, rows: Sequence[Any], by_policy: Mapping[Any, Sequence[Any]]) -> SimpleNamespace:
    shown = [_listed(kind, row, by_policy.get(row.id, ())) for row in rows]
    if not shown and not kind.several:
        shown = [SimpleNamespace(label=_(kind.label), slug=kind.slug, url=None, state=None, since=None, number=None, next=None, drafts=0)]
    return SimpleNamespace(
        key=kind.key, label=_(kind.label), help=_(kind.help) if kind.help else "", anchor=_(kind.anchor) if kind.anchor else "",
        several=kind.several, rows=shown, new_url=url("new", kind=kind.key), default=kind.default is not None,
    )  # fmt: skip


def _listed(kind: PolicyKind, row: Any, found: Sequence[Any]) -> SimpleNamespace:
    standing = {one.id: lifecycle.standing(one) for one in found}
    present = next((one for one in found if standing[one.id] == "in_force"), None)
    following = min((one for one in found if standing[one.id] == "scheduled"), key=lambda one: one.effective_from, default=None)
    return SimpleNamespace(
        label=called(kind, row.label), slug=row.slug, url=url("policy", kind=row.kind, slug=row.slug), number=present.number if present else None,
        state=state(present) if present else None, since=moment(present.effective_from, exact=True) if present else None,
        next=(following.number, moment(following.effective_from, exact=True)) if following else None,
        drafts=sum(one == "draft" for one in standing.values()),
    )  # fmt: skip


def policy(kind: PolicyKind, slug: str) -> SimpleNamespace:
    found = lifecycle.existing(kind.key, slug)
    rows = lifecycle.versions_of(found)
    return SimpleNamespace(
        title=called(kind, found.label), kind="".join(_kind_label(kind, called(kind, found.label))),
        anchor=_(kind.anchor) if kind.anchor else "", slug=slug, crumbs=crumbs(),
        rows=[_version_row(one, len(rows) > 1) for one in rows], decided=count_of(kind.key, slug), new_url=url("new", kind=kind.key),
        decisions_url=url("decisions", kind=kind.key, policy=slug), may_write=_may("policies.policy.write"), label=found.label,
    )  # fmt: skip


def called(kind: PolicyKind, label: str) -> str:
    """Return what a policy is called; one without a name of its own is called as its kind, in the reader's language."""
    return _(label) if label == kind.label else label


def _kind_label(kind: PolicyKind, title: str) -> list[str]:
    """Return what the kind is called, where the title does not say it already."""
    return [] if title == _(kind.label) else [_(kind.label)]


def _version_row(one: Any, several: bool) -> SimpleNamespace:
    return SimpleNamespace(
        number=one.number, state=state(one), url=url("edit" if one.state == "draft" and _may("policies.policy.write") else "version", version=one.id),
        since=when(one.effective_from), until=when(one.until), note=one.note or "",
        by=one.published_by or one.written_by or "", compare_url=url("compare", version=one.id) if several else None,
    )  # fmt: skip


def head(found: Any, owner: Any, kind: PolicyKind) -> dict[str, Any]:
    """Return what all pages of a version have in common."""
    draft, title = found.state == "draft", called(kind, owner.label)
    pages = [
        ("edit", _(N_("Edit")), draft and _may("policies.policy.write")), ("version", _(N_("Text")), True), ("trial", _(N_("Try")), True),
        ("members", _(N_("Who enters, who leaves")), kind.key == SEGMENT_KEY), ("backtest", _(N_("Back-test")), kind.key != SEGMENT_KEY),
        ("compare", _(N_("Compare")), found.number > 1),
        ("publish", _(N_("Publish")), draft and _may("policies.version.publish")),
    ]  # fmt: skip
    return {
        "title": title, "subtitle": " · ".join([*_kind_label(kind, title), _(N_("Version %(number)s"), number=found.number)]), "number": found.number,
        "state": state(found), "tabs": [(name, label, url(name, version=found.id)) for name, label, shown in pages if shown],
        "crumbs": crumbs((title, url("policy", kind=owner.kind, slug=owner.slug))), "draft": draft, "url": url,
    }  # fmt: skip


def findings(found: Iterable[Finding]) -> list[SimpleNamespace]:
    return [SimpleNamespace(look=_look(one), words=one.words(), place=one.place, other=one.other, key=one.key, severity=one.severity) for one in found]


def _look(one: Finding) -> tuple[str, str, str]:
    kind, icon, label = SEVERITY[one.severity]
    return kind, icon, _(label)


def version(found: Any, owner: Any, kind: PolicyKind) -> SimpleNamespace:
    schema = kind.schema()
    ordered = sorted(schema.load_fields.items(), key=lambda item: item[1].metadata.get("order", 0))
    parts = [(_(field.metadata.get("label") or name), comparing.worded(field, found.document.get(name))) for name, field in ordered]
    proposals = [_proposal(kind, one) for one in publishes.proposals_of(found.id)]
    may = _may("policies.version.publish")
    published = found.state in PUBLISHED
    return SimpleNamespace(
        **head(found, owner, kind), tab="version", parts=[(label, text) for label, text in parts if text], accepted=found.accepted, proposals=proposals,
        since=when(found.effective_from), until=when(found.until),
        by=found.published_by or found.written_by or "", note=found.note or "", findings=findings(check(kind, found.document)),
        text=json.dumps(found.document, ensure_ascii=False, indent=2), withdraw_url=url("act", version=found.id, act="withdraw") if may and published else None,
        rollback_url=url("act", version=found.id, act="rollback") if may and found.state in (*PUBLISHED, "withdrawn") else None,
    )  # fmt: skip


def _proposal(kind: PolicyKind, one: Any) -> SimpleNamespace:
    return SimpleNamespace(
        url=why.why(one.decision_id), changes=[(_label(kind, name), why.written(pair[0]), why.written(pair[1])) for name, pair in one.changes.items()],
        state=one.state, by=one.settled_by or "", taken_url=url("settle", proposal=one.id, state="taken"), left_url=url("settle", proposal=one.id, state="left"),
    )  # fmt: skip


def _label(kind: PolicyKind, name: str) -> str:
    return _(LABELS[name]) if name in LABELS else why.value_label(kind, name)


def trial(found: Any, owner: Any, kind: PolicyKind, ready: Compiled | None) -> SimpleNamespace:
    """The facts the document asks about first, then the others."""
    known = vocabulary(kind)
    asked = sorted(names_in(ready)) if ready is not None else []
    shown = [_fact(name, known[name]) for name in [*(n for n in asked if n in known), *(n for n in known if n not in asked)]]
    raw = {one.name: _raw(known[one.name].type, one.value) for one in shown if one.value.strip()}
    return SimpleNamespace(
        **head(found, owner, kind), tab="trial", asked=[one for one in shown if one.name in asked], others=[one for one in shown if one.name not in asked],
        raw=raw, result=None, problem="", readable=ready is not None, action=url("trial", version=found.id),
    )  # fmt: skip


def _fact(name: str, fact: rules.Fact) -> SimpleNamespace:
    choices = [(value, _(label)) for value, label in fact.choices] or ([("true", _(N_("yes"))), ("false", _(N_("no")))] if fact.type.name == "bool" else [])
    return SimpleNamespace(
        name=name, label=_(fact.label) if fact.label else name, type=fact.type.name, kind=_(fact.type.label), choices=choices,
        value=request.form.get(f"fact:{name}", ""), long=fact.type.name in ("rows", "table", "calendar", "texts"),
    )  # fmt: skip


def _raw(kind: rules.Type, text: str) -> Any:
    if kind.name == "bool":
        return text == "true"
    if kind.name == "texts" and not text.lstrip().startswith("["):
        return [part.strip() for part in text.split(",") if part.strip()]
    if kind.name in ("rows", "table", "calendar", "texts"):
        try:
            return json.loads(text, parse_float=str)
        except ValueError:
            return text
    return text.strip()


def outcome(kind: PolicyKind, found: Outcome) -> why.Explained:
    return why.shown_outcome(kind, found)


def backtest(found: Any, owner: Any, kind: PolicyKind, result: BackTest | None) -> SimpleNamespace:
    rows = [_changed(kind, one) for one in (result.changes if result else ())]
    return SimpleNamespace(**head(found, owner, kind), tab="backtest", result=result, rows=rows)


def _changed(kind: PolicyKind, one: Change) -> SimpleNamespace:
    pairs = [(_label(kind, name), _said(kind, name, before), _said(kind, name, after)) for name, (before, after) in one.differences().items()]
    return SimpleNamespace(url=why.why(one.decision_id), at=moment(one.at, exact=True), changes=pairs)


def _said(kind: PolicyKind, name: str, value: Any) -> str:
    return why.result_label(kind, value) if name == "result" else why.written(value)


def comparison(found: Any, owner: Any, kind: PolicyKind, other: Any, others: Mapping[int, Any], differences: Sequence[Any]) -> SimpleNamespace:
    return SimpleNamespace(**head(found, owner, kind), tab="compare", other=other.number, others=sorted(others, reverse=True), differences=differences)


def publishing(found: Any, owner: Any, kind: PolicyKind, told: Sequence[Finding], problem: Problem | None, accept: Mapping[str, str]) -> SimpleNamespace:
    shown = findings(told)
    for one in shown:
        one.reason = accept.get(one.key) or next((old["reason"] for old in found.accepted if old["key"] == one.key), "")
    return SimpleNamespace(
        **head(found, owner, kind), tab="publish", errors=[one for one in shown if one.severity == "error"],
        warnings=[one for one in shown if one.severity == "warning"], notes=[one for one in shown if one.severity == "note"],
        problem=problem.message if problem else "", back_dated=problem is not None and problem.code == "back-dated", note=request.form.get("note", found.note or ""),
        start=request.form.get("effective_from", ""), action=url("do_publish", version=found.id), zone=current_scope().program.zone,
    )  # fmt: skip


def _may(right: str) -> bool:
    actor = current_scope().actor
    return actor.may(right) and not actor.read_only

