"""Kinds of records of rebates. What a partner owns it reads; runs, price changes and signals are the vendor's."""

from collections.abc import Mapping
from typing import Any

from hansa import N_, Entity, SavedView
from plugins.rebates import guards, schemas, telling
from plugins.rebates.claiming import moves as claiming
from plugins.rebates.correcting import adjusting, baselines, disputing
from plugins.rebates.estimate import stated
from plugins.rebates.expectations import Correction, Forecast, Near
from plugins.rebates.models import (
    Adjustment,
    Claim,
    ClaimLine,
    Contract,
    Dispute,
    Enrolment,
    Payout,
    Period,
    PriceChange,
    Result,
    Run,
    Signal,
    Statement,
    Stock,
    Target,
)
from plugins.rebates.money_workflow import CLAIMS, PAYOUTS, PRICE_CHANGES, SIGNALS
from plugins.rebates.period import closed
from plugins.rebates.states import CHANGING, DISPUTED
from plugins.rebates.workflow import ADJUSTMENTS, CORRECTIONS, DISPUTES, PERIODS, STATEMENTS

MONEY = N_("Money")
OWN: Mapping[str, Any] = {"audience": "owner"}
PERSONAL: Mapping[str, Any] = {**OWN, "in_person": telling.in_person}
INSIDE: Mapping[str, Any] = {"pages": False, "api": False, "audited": False, "searchable": False}


def _in(*states: str) -> tuple[tuple[str, str], ...]:
    return tuple(("f.state.in", state) for state in states)


PERIOD = Entity(
    "period", N_("Rebate period"), Period, schemas.PeriodSchema, plural=N_("Rebate periods"), title="name", icon="calendar", sort="-starts_on",
    list_columns=("name", "program", "state", "starts_on", "ends_on", "cut_off_on", "calculate_on"), search=("name", "program"),
    create_label=N_("Add a period"), views=(SavedView("open", N_("Not closed yet"), _in(*CHANGING), sort="calculate_on"),),
    workflow=PERIODS, before_save=closed.period,
)  # fmt: skip
RUN = Entity("run", N_("Calculation"), Run, schemas.NoFields, **INSIDE)
RESULT = Entity(
    "result", N_("Rebate result"), Result, schemas.ResultSchema, plural=N_("Rebate results"), title="component", icon="calculator", pages=False,
    list_columns=("partner_id", "program", "component", "measured", "rate", "earned", "payable", "currency"), audited=False, searchable=False,
    noted=True, before_save=guards.result, **OWN,
)  # fmt: skip
ENROLMENT = Entity(
    "enrolment", N_("Participation"), Enrolment, schemas.EnrolmentSchema, plural=N_("Participations"), title="program", icon="user-check",
    list_columns=("program", "partner_id", "joined_on", "left_on", "accepted_on"), search=("note",), sort="-joined_on",
    create_label=N_("Let a partner take part"), **OWN,
)  # fmt: skip
TARGET = Entity(
    "target", N_("Rebate target"), Target, schemas.TargetSchema, plural=N_("Rebate targets"), title="program", icon="target",
    list_columns=("program", "partner_id", "component", "starts_on", "ends_on", "amount", "accepted_on"), search=("note",), sort="-starts_on",
    create_label=N_("Set a target"), **OWN,
)  # fmt: skip
CORRECTION = Entity(
    "correction", N_("Correction of a baseline"), Correction, schemas.CorrectionSchema, plural=N_("Corrections of baselines"), title="title", number="K",
    icon="scale", list_columns=("title", "partner_id", "state", "program", "cause", "amount", "starts_on", "ends_on"), search=("title", "reason"),
    create_label=N_("Correct a baseline"), views=(SavedView("waiting", N_("To agree to"), _in("in_review"), staff=True),), workflow=CORRECTIONS,
    before_save=baselines.check, **OWN,
)  # fmt: skip
FORECAST = Entity(
    "forecast", N_("Rebate forecast"), Forecast, schemas.ForecastSchema, plural=N_("Rebate forecasts"), audience="central", title="program",
    icon="trending-up", list_columns=("program", "about_id", "day", "measure", "amount", "author", "told_on"), searchable=False, sort="-told_on",
    create_label=N_("State a forecast"), before_save=stated.saved,
)  # fmt: skip
STATEMENT = Entity(
    "statement", N_("Rebate statement"), Statement, schemas.StatementSchema, plural=N_("Rebate statements"), title="title", number="S", icon="file-text",
    list_columns=("title", "partner_id", "state", "starts_on", "ends_on", "amount", "currency"), search=("title", "program"),
    views=(SavedView("sign", N_("To sign"), _in("issued")), SavedView("disputed", N_("Disputed"), _in("disputed"))),
    workflow=STATEMENTS, before_save=guards.statement, **PERSONAL,
)  # fmt: skip
PAYOUT = Entity(
    "payout", N_("Payout"), Payout, schemas.PayoutSchema, plural=N_("Payouts"), title="title", number="Y", icon="cash",
    list_columns=("title", "partner_id", "state", "form", "amount", "currency", "pay_on", "paid_on"), search=("title", "receipt"),
    views=(SavedView("approve", N_("To approve"), _in("new"), staff=True), SavedView("held", N_("On hold"), _in("hold")),
           SavedView("payable", N_("To be confirmed"), _in("payable"), sort="pay_on")), workflow=PAYOUTS, before_save=guards.payout, **PERSONAL,
)  # fmt: skip
ADJUSTMENT = Entity(
    "adjustment", N_("Rebate adjustment"), Adjustment, schemas.AdjustmentSchema, plural=N_("Rebate adjustments"), title="title", number="A",
    icon="calculator", list_columns=("title", "partner_id", "state", "kind", "program", "amount", "currency"), search=("title",),
    create_label=N_("Adjust a rebate"), views=(SavedView("waiting", N_("To agree to"), _in("in_review"), staff=True),),
    workflow=ADJUSTMENTS, before_save=adjusting.check, **PERSONAL,
)  # fmt: skip
DISPUTE = Entity(
    "dispute", N_("Rebate dispute"), Dispute, schemas.DisputeSchema, plural=N_("Rebate disputes"), title="number", number="U", icon="message-circle",
    list_columns=("number", "partner_id", "state", "statement_id", "line", "stated", "claimed", "due_on"), search=("why",),
    create_label=N_("Dispute a line"), views=(SavedView("open", N_("Open"), _in(*DISPUTED), sort="due_on"),), workflow=DISPUTES, before_save=disputing.check, **PERSONAL,
)  # fmt: skip
CLAIM = Entity(
    "claim", N_("Claim"), Claim, schemas.ClaimSchema, plural=N_("Claims"), title="title", number="C", icon="receipt-refund",
    list_columns=("title", "partner_id", "state", "kind", "claimed", "approved", "currency"), search=("title",), create_label=N_("Make a claim"),
    views=(SavedView("decide", N_("To decide"), _in("received", "matched", "mismatch")),), workflow=CLAIMS, before_save=claiming.check, **OWN,
)  # fmt: skip
CLAIM_LINE = Entity("claim_line", N_("Row of a claim"), ClaimLine, schemas.NoFields, **OWN, **INSIDE)
CONTRACT = Entity(
    "contract", N_("Contract price"), Contract, schemas.ContractSchema, plural=N_("Contract prices"), title="reference", icon="certificate",
    list_columns=("reference", "partner_id", "sku", "customer", "rate", "starts_on", "ends_on"), search=("reference", "customer"),
    create_label=N_("Add a contract price"), before_save=guards.contract, **OWN,
)  # fmt: skip
STOCK = Entity(
    "stock", N_("Stock of a partner"), Stock, schemas.StockSchema, plural=N_("Stock of partners"), title="sku", icon="packages",
    list_columns=("sku", "partner_id", "counted_on", "bucket", "on_hand", "in_transit", "cost"), searchable=False, sort="-counted_on",
    create_label=N_("Report stock"), before_save=guards.stock, **OWN,
)  # fmt: skip
PRICE_CHANGE = Entity(
    "price_change", N_("Price change"), PriceChange, schemas.PriceChangeSchema, plural=N_("Price changes"), title="title", icon="discount",
    list_columns=("title", "sku", "state", "old", "new", "changed_on", "opened"), search=("title", "sku"), create_label=N_("Announce a price change"),
    workflow=PRICE_CHANGES, before_save=claiming.change_check,
)  # fmt: skip
SIGNAL = Entity(
    "signal", N_("Fraud signal"), Signal, schemas.SignalSchema, plural=N_("Fraud signals"), audience="central", title="title", icon="alert-circle",
    list_columns=("title", "about_id", "kind", "state", "amount", "currency"), searchable=False,
    views=(SavedView("open", N_("To look into"), _in("held", "review")),),
    workflow=SIGNALS, before_save=guards.signal,
)  # fmt: skip
NEAR = Entity(
    "near", N_("Partner close to a step"), Near, schemas.NearSchema, plural=N_("Partners close to a step"), audience="central", title="label",
    icon="stairs-up", list_columns=("about_id", "label", "percent", "distance", "unit", "gain", "ends_on"), searchable=False, sort="-percent",
    audited=False, views=(SavedView("worth", N_("Worth the most"), sort="-gain"),), before_save=guards.result,
)  # fmt: skip
ENTITIES = [
    PERIOD, RUN, RESULT, ENROLMENT, TARGET, CORRECTION, FORECAST, STATEMENT, PAYOUT, ADJUSTMENT, DISPUTE, CLAIM, CLAIM_LINE, CONTRACT, STOCK, PRICE_CHANGE, SIGNAL, NEAR,
]  # fmt: skip
