"""The life of an order, and of a return. Moves of the seller are open to either side and judged by who sells this order."""

from hansa import N_, Approval, State, Timer, Transition, Workflow
from plugins.orders import inputs, moves
from plugins.orders.fulfilling import invoicing, returning, shipping
from plugins.orders.placing import placing, reserving
from plugins.orders.quoting import mailing, quotes
from plugins.orders.states import BEFORE_SHIPPING, QUOTE_STATES, RESERVATION_STATES, RETURN_STATES, SHIPPING, STATES

NOTES = ("note", "ship_to", "requested_on")

WORKFLOW = Workflow(
    states=(
        State("draft", STATES["draft"], partner_edits=None, discard=True, note=moves.said),
        State("asking", STATES["asking"], "waiting"),
        State("submitted", STATES["submitted"], "waiting", partner_edits=("reference",), staff_edits=NOTES),
        State("confirmed", STATES["confirmed"], "waiting", staff_edits=NOTES, note=moves.said),
        State("part_shipped", STATES["part_shipped"], "waiting", staff_edits=NOTES, note=moves.said),
        State("shipped", STATES["shipped"], "waiting", staff_edits=()),
        State("invoiced", STATES["invoiced"], "waiting", staff_edits=()),
        State("closed", STATES["closed"], "done"),
        State("cancelled", STATES["cancelled"], "done", note=moves.said),
    ),
    transitions=(
        Transition(
            "submit", N_("Place the order"), ("draft",), "submitted", "anyone", kind="primary", icon="send", with_form=True,
            check=placing.may_be_placed, effects=placing.placed,
        ),
        Transition(
            "ask", N_("Ask for approval"), ("draft",), "asking", "partner", "submit", icon="user-check", guard=placing.needs_nobody,
            effects=placing.asked,
        ),
        Transition(
            "approve", N_("Approve and place"), ("asking",), "submitted", "partner", kind="primary", icon="circle-check", effects=placing.placed,
        ),
        Transition("send_back", N_("Send back"), ("asking",), "draft", "partner", "approve", inputs.ReasonInput, icon="arrow-back-up", effects=moves.explained),
        Transition("take_back", N_("Change it again"), ("asking",), "draft", "partner", "submit", icon="pencil"),
        Transition(
            "confirm", N_("Confirm"), ("submitted",), "confirmed", "anyone", "confirm", inputs.ConfirmInput, kind="primary", icon="circle-check",
            check=moves.of_seller, effects=moves.confirmed,
        ),
        Transition(
            "withdraw", N_("Cancel the order"), ("submitted",), "cancelled", "partner", "submit", inputs.ReasonInput, kind="bad", icon="circle-x",
            check=moves.of_buyer, effects=moves.cancelled,
        ),
        Transition(
            "cancel", N_("Cancel"), BEFORE_SHIPPING, "cancelled", "anyone", "confirm", inputs.ReasonInput, kind="bad", icon="circle-x",
            check=moves.of_seller, effects=moves.cancelled,
        ),
        Transition(
            "ship", N_("Ship everything"), SHIPPING, "shipped", "anyone", "fulfil", inputs.ShipInput, kind="primary", icon="truck",
            check=moves.of_seller, effects=shipping.shipped,
        ),
        Transition(
            "ship_part", N_("Ship a part"), SHIPPING, "part_shipped", "anyone", "fulfil", inputs.ShipPartInput, icon="package",
            check=moves.of_seller, effects=shipping.part_shipped,
        ),
        Transition(
            "drop_rest", N_("Ship no more"), ("part_shipped",), "shipped", "anyone", "fulfil", inputs.ReasonInput, icon="player-stop",
            check=moves.of_seller, effects=shipping.dropped,
        ),
        Transition(
            "invoice", N_("Invoice"), ("shipped",), "invoiced", "anyone", "invoice", inputs.InvoiceInput, kind="primary", icon="file-invoice",
            check=moves.of_seller, effects=invoicing.invoiced,
        ),
        Transition(
            "invoice_part", N_("Invoice what was shipped"), ("part_shipped",), "part_shipped", "anyone", "invoice", inputs.InvoiceInput,
            icon="file-invoice", check=moves.of_seller, effects=invoicing.part_invoiced,
        ),
        Transition("close", N_("Close"), ("invoiced",), "closed", "anyone", "invoice", icon="lock", check=moves.of_seller),
        Transition("end", N_("Closed by time"), ("invoiced",), "closed", "system", icon="lock"),
    ),
    approvals=(Approval("confirm", fields=("amount",), chosen=moves.approvers_of, when=moves.needs_agreement),),
    timers=(Timer("close", ("invoiced",), moves.closes_at, "end"),),
)  # fmt: skip

RETURNING = Workflow(
    states=(
        State("asked", RETURN_STATES["asked"], "waiting", partner_edits=(), staff_edits=()),
        State("accepted", RETURN_STATES["accepted"], "waiting", staff_edits=(), note=moves.said),
        State("received", RETURN_STATES["received"], "done"),
        State("refused", RETURN_STATES["refused"], "done", note=moves.said),
    ),
    transitions=(
        Transition("accept", N_("Accept"), ("asked",), "accepted", "anyone", "decide", kind="primary", icon="circle-check", check=moves.of_seller),
        Transition(
            "refuse", N_("Refuse"), ("asked", "accepted"), "refused", "anyone", "decide", inputs.ReasonInput, kind="bad", icon="circle-x",
            check=moves.of_seller, effects=moves.explained,
        ),
        Transition(
            "receive", N_("Goods are here: credit them"), ("accepted",), "received", "anyone", "decide", inputs.InvoiceInput, kind="primary",
            icon="receipt-refund", check=moves.of_seller, effects=returning.credited,
        ),
    ),
)  # fmt: skip

RESERVING = Workflow(
    states=(
        State("held", RESERVATION_STATES["held"], "waiting", staff_edits=("until",)),
        State("used", RESERVATION_STATES["used"], "waiting", staff_edits=()),
        *(State(key, RESERVATION_STATES[key], "done") for key in ("released", "expired", "ended")),
    ),
    transitions=(
        Transition("use_up", N_("Ordered"), ("held",), "used", "anyone", "reserve", icon="clipboard-list", guard=reserving.is_used_up),
        Transition("give_back", N_("Not delivered"), ("used",), "held", "anyone", "reserve", icon="lock", guard=reserving.has_some_left),
        Transition("release", N_("Release it"), ("held",), "released", "anyone", "reserve", kind="bad", icon="lock-open", effects=reserving.freed),
        Transition("expire", N_("Its time is over"), ("held",), "expired", "system", icon="calendar-off", effects=reserving.freed),
        Transition("end", N_("The deal has ended"), ("held",), "ended", "system", icon="circle-x", effects=reserving.freed),
    ),
    timers=(Timer("expire", ("held",), reserving.ends_at, "expire", reserving.reminds_at, "ends_soon"),),
)  # fmt: skip

QUOTING = Workflow(
    states=(
        State("draft", QUOTE_STATES["draft"], partner_edits=None, staff_edits=(), discard=True),
        State("sent", QUOTE_STATES["sent"], "waiting", staff_edits=(), note=quotes.left),
        State("expired", QUOTE_STATES["expired"], "waiting", staff_edits=()),
        State("accepted", QUOTE_STATES["accepted"], "waiting", staff_edits=()),
        State("won", QUOTE_STATES["won"], "done"),
        State("lost", QUOTE_STATES["lost"], "done", note=moves.said),
        State("ended", QUOTE_STATES["ended"], "done"),
    ),
    transitions=(
        Transition(
            "send", N_("Mark as sent"), ("draft",), "sent", "partner", "edit", icon="send", check=quotes.may_be_sent, effects=quotes.sent,
            help=N_("Print it or save it as PDF first. From then on it stays as it is."),
        ),
        Transition(
            "mail", N_("Send by mail"), ("draft", "sent"), "sent", "partner", "edit", inputs.MailInput, kind="primary", icon="mail", check=mailing.may_be_mailed,
            effects=mailing.mailed, help=N_("The customer gets a link to it, and can accept, decline or ask there without an account."),
        ),
        Transition(
            "customer_accepts", N_("The customer accepts"), ("sent",), "accepted", "system", input=inputs.CustomerInput, icon="thumb-up", effects=mailing.accepted,
        ),
        Transition(
            "customer_declines", N_("The customer declines"), ("sent",), "lost", "system", input=inputs.CustomerInput, icon="thumb-down", effects=mailing.declined,
        ),
        Transition(
            "customer_asks", N_("The customer asks"), ("sent",), "sent", "system", input=inputs.CustomerInput, icon="help-circle", effects=mailing.asked,
        ),
        Transition("change", N_("Change it again"), ("sent", "expired"), "draft", "partner", "edit", icon="pencil"),
        Transition(
            "accept", N_("The customer accepts: order"), ("sent", "accepted"), "won", "partner", "edit", kind="primary", icon="circle-check", effects=quotes.accepted,
            help=N_("An order is made of it, which you look at and place."),
        ),
        Transition(
            "decline", N_("The customer declines"), ("sent", "accepted"), "lost", "partner", "edit", inputs.DeclinedInput, icon="circle-x", effects=quotes.declined,
        ),
        Transition("expire", N_("Its time is over"), ("sent",), "expired", "system", icon="calendar-off"),
        Transition("end", N_("The deal has ended"), quotes.OPEN, "ended", "system", icon="circle-x"),
    ),
    timers=(Timer("expire", ("sent",), quotes.ends_at, "expire", quotes.reminds_at, "ends_soon"),),
)  # fmt: skip
