"""Made-up pages for template tests: what the views hand over, in the shapes the templates rely on."""
# ruff: noqa: E731 - a table of examples reads better unbroken

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace as Thing
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from core.web.page.assets import Assets
from core.web.theme.theming import Theming, load_themes

ROOT = Path(__file__).parents[3]
THEMES = ROOT / "themes"


def gettext(text: str, **values: Any) -> str:
    return text % values if values else text


def ngettext(one: str, many: str, num: int, **values: Any) -> str:
    return (one if num == 1 else many) % {"num": num, **values}


def theming(assets: Assets) -> Theming:
    """Themes over a plain environment that has the functions every template may call."""
    env = Environment(autoescape=True)
    env.globals |= {"asset": assets.url, "icon": assets.icon, "_": gettext, "ngettext": ngettext}
    return Theming(load_themes(THEMES), env, {})


def nav(current: str = "Deals") -> list[Thing]:
    rows = [("Home", "home", None), ("Deals", "briefcase", 18), ("Leads", "target-arrow", 2)]
    rows += [("Quotes and orders", "file-invoice", None), ("Earnings", "coins", None), ("Market funds", "speakerphone", None)]
    grow = [("Training", "certificate", None), ("Tier and benefits", "medal", None), ("Library", "books", None)]
    item = lambda row: Thing(label=row[0], url="#", icon=row[1], count=row[2], current=row[0] == current)
    return [Thing(label="", items=[item(r) for r in rows]), Thing(label="Grow", items=[item(r) for r in grow])]


def shell(**over: Any) -> Thing:
    program = Thing(
        name="Meridian", slug="meridian", tagline="Partner Network", logo_icon="logo-meridian", pictures={}, logos={}, currency="USD"
    )
    actor = Thing(name="Priya Raman", partner_name="Brightwater Consulting", staff=False, email="priya@bw.example", initials="PR")
    sections = nav()
    values = {
        "program": program,
        "actor": actor,
        "nav": sections,
        "tabs": sections[0].items[:4],
        "csrf_token": "token",
        "switch_url": "/places",
        "viewing_as": None,
        "ended": None,
        "search_url": "/search",
        "signout_url": "/out",
        "lang": "en",
        "theme_css_url": "/theme.css",
        "color_mode": "light",
        "request_id": "7F3A-19C2",
        "membership_id": "m-1",
        "home_url": "/meridian/",
        "inbox_url": "#",
        "unread": 3,
    }
    return Thing(**{**values, **over})


def state(kind: str, symbol: str, word: str) -> Markup:
    return Markup('<span class="hs-state is-{}"><svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>{}</span>').format(
        kind, Assets().url("icons.svg"), symbol, word
    )


def row(title: str, detail: str, mark: Markup, stage: str, days: str, amount: str) -> Markup:
    return Markup(
        '<tr role="row"><td role="cell" class="c-sel"><input class="form-check-input" type="checkbox" name="ids" value="{0}"'
        ' data-select aria-label="{0}"></td><td role="cell" class="c-what hs-main-cell"><a href="#">{0}</a><p>{1}</p></td>'
        '<td role="cell" class="c-state">{2}</td><td role="cell" class="c-hide">{3}</td>'
        '<td role="cell" class="c-more" data-l="Protected">{4}</td><td role="cell" class="c-sum hs-money">{5}</td></tr>'
    ).format(title, detail, mark, stage, days, amount)


def deals(**over: Any) -> Thing:
    rows = [
        row(
            "Halvorsen Maritime Logistics AS, Nordic Shared Services",
            "MD-48213 · Oslo",
            state("warn", "clock-exclamation", "Ends soon"),
            "Proposal",
            "6 days",
            "$118,200",
        ),
        row(
            "Castellan Insurance analytics rollout",
            "MD-48377 · Porto",
            state("warn", "alert-circle", "Question open"),
            "Discovery",
            "Today, 17:00",
            "$96,400",
        ),
        row("Tidewater Regional Credit Union", "MD-48390 · Portland", state("info", "eye", "In review"), "Discovery", "2 hours", "$11,544"),
        row("Northgate Foods planning", "MD-47911 · Leeds", state("ok", "shield", "Protected"), "Negotiation", "44 days", "$64,000"),
    ]
    column = lambda label, url=None, sort=None, css="": Thing(label=label, sort_url=url, sorted=sort, css=css)
    values = {
        "title": "Deals",
        "subtitle": "18 open deals, 9 of them protected.",
        "crumbs": (),
        "primary": Thing(label="Register a deal", url="#", icon="plus"),
        "actions": [Thing(label="Import", url="#", icon="upload")],
        "views": [Thing(label="All open", url="#", current=True, count=18), Thing(label="Protected", url="#", current=False, count=9)],
        "search": Thing(url="/deals", value="", hidden=[("state", "open")]),
        "chips": [("State: open", "/deals")],
        "filters_url": "/deals/tools/filters",
        "columns": [
            column("Deal and customer", "#"),
            column("State"),
            column("Stage", css="c-hide"),
            column("Protection", "#", "asc"),
            column("Amount", "#", None, "hs-money"),
        ],
        "rows_html": Markup("").join(rows),
        "count_text": "1 to 4 of 18",
        "next_url": "#",
        "prev_url": None,
        "empty": None,
        "totals_html": Markup(
            '<tr role="row"><td role="cell" colspan="5">Total of 18 deals</td><td role="cell" class="hs-money">$612,344</td></tr>'
        ),
        "bulk": [
            Thing(label="Export", action="#", icon="download", danger=False),
            Thing(label="Preview extension", action="#", icon=None, danger=False),
        ],
        "export_urls": [("CSV", "/deals.csv"), ("Excel", "/deals.xlsx")],
        "columns_url": "/deals/tools/columns",
        "url": "/deals",
    }
    return Thing(**{**values, **over})


def record(**over: Any) -> Thing:
    act = lambda label, kind, icon=None, confirm=None: Thing(
        label=label, url="#", method="post", icon=icon, kind=kind, confirm=confirm, hidden=[]
    )
    when = Markup('<time datetime="2026-06-14T16:22Z" title="2026-06-14 16:22">yesterday</time>')
    values = {
        "title": "Halvorsen Maritime Logistics AS, Nordic Shared Services",
        "state_html": state("warn", "clock-exclamation", "Protection ends soon"),
        "subtitle": "Owner Priya Raman · Brightwater Consulting",
        "crumbs": [("Deals", "/deals"), ("MD-48213", None)],
        "actions": [act("Withdraw", "bad", None, "Withdraw this deal?"), act("Approve extension", "primary", "calendar-plus")],
        "figures": [("Amount", "$118,200"), ("Protected", "6 days"), ("Stage", "Proposal"), ("Expected rebate", "$3,546")],
        "groups": [
            ("Customer", [("Name", "Halvorsen Maritime Logistics AS"), ("Country", "Norway")]),
            ("Project", [("Close date", "30 September 2026"), ("Notes", "Wants one view of the fleet.")]),
        ],
        "panels": [("Protection", "/p1"), ("Duplicate check", "/p2")],
        "edit_url": "#",
        "files": [Thing(name="Letter of intent.pdf", url="#", meta="214 kB")],
        "timeline": [
            Thing(when_html=when, who="Priya Raman", text="asked for 45 more days", detail="2 files", icon="calendar-plus", kind="warn"),
            Thing(when_html=when, who="", text="Reminder sent", detail="", icon="", kind=""),
        ],
    }
    return Thing(**{**values, **over})


def field(name: str, label: str, value: str = "", hint: str = "", error: str = "") -> Markup:
    mend = Markup('<p class="hs-err" id="{}-e">{}</p>').format(name, error) if error else ""
    return Markup(
        '<div class="hs-field {}"><label class="form-label" for="{}">{}</label><input class="form-control" id="{}" name="{}" value="{}"'
        ' aria-describedby="{}-h">{}<span class="form-hint" id="{}-h">{}</span></div>'
    ).format("is-bad" if error else "", name, label, name, name, value, name, mend, name, hint)


def deal_form(**over: Any) -> Thing:
    fields = [
        field("customer", "End customer", "Halvorsen", "Start typing a name."),
        field("mail", "Contact e-mail", "ingrid.dahl@halvorsen", "Only used to recognise duplicates.", "The part after @ has no ending."),
    ]
    steps = [
        Thing(label="Product line", done=True, current=False),
        Thing(label="Customer", done=False, current=True),
        Thing(label="Check and send", done=False, current=False),
    ]
    values = {
        "title": "Register a deal",
        "help": "About one minute.",
        "action": "/deals/new",
        "method": "post",
        "submit_label": "Check for duplicates",
        "groups": [("Customer", fields), ("Project", [field("amount", "Expected amount", "64,000.00", "Before discount.")])],
        "cancel_url": "/deals",
        "hidden": [("idempotency_key", "k-1")],
        "errors": [("Contact e-mail", "The part after @ has no ending.", "mail")],
        "steps": steps,
        "draft_url": "/draft",
        "check_url": "/check",
        "crumbs": [("Deals", "/deals"), ("Register", None)],
        "conflict": None,
        "aside": None,
    }
    return Thing(**{**values, **over})


def home() -> dict[str, Any]:
    tasks = [
        Thing(
            icon="alert-circle",
            title="Answer a question on Castellan Insurance analytics rollout",
            detail="Daniel Okafor asks for the decision date.",
            amount="$96,400",
            due="Today, 17:00",
            url="#",
            label="Answer",
            kind="bad",
        ),
        Thing(
            icon="clock-exclamation",
            title="Protection ends soon: Halvorsen Maritime Logistics AS",
            detail="One extension of 45 days is left.",
            amount="$118,200",
            due="In 6 days",
            url="#",
            label="Extend",
            kind="warn",
        ),
        Thing(
            icon="coins",
            title="Confirm your Q1 rebate statement",
            detail="4 lines",
            amount=None,
            due=None,
            url="#",
            label="Review",
            kind="info",
        ),
    ]
    figure = lambda label, value, note, why=None: Thing(label=label, value=value, note=note, why_url=why)
    figures = [
        figure("Paid, 12 months", "$40,300.00", "3 statements"),
        figure("Confirmed", "$15,606.55", "On 30 June"),
        figure("Expected, Q2", "$22,400.00", "At 6% and 8%", "#why"),
    ]
    cards = [
        Thing(title="Pipeline", url="/c1", size="wide"),
        Thing(title="Ends soon", url="/c2", size="side"),
        Thing(title="Your tier", url="/c3", size="side"),
    ]
    return {
        "title": "Good morning, Priya",
        "subtitle": "Three things need you.",
        "primary": Thing(label="Register a deal", url="#", icon="plus"),
        "tasks": tasks,
        "figures": figures,
        "cards": cards,
        "empty": None,
    }


def signin(**over: Any) -> Thing:
    mail = field("email", "Work e-mail", "priya@bw.example")
    values = {
        "title": "Sign in",
        "help": "Use your company account.",
        "action": "/in",
        "hidden": (),
        "submit_label": "Sign in",
        "error": None,
        "notice": None,
        "headline": "Register once, sell in peace",
        "pitch": "Deals, prices, rebates and market funds in one place.",
        "fields": [mail],
        "methods": [Thing(label="Continue with Entra ID", url="#", icon="brand-windows")],
        "links": [("Forgot your password?", "#")],
        "languages": [Thing(label="中文", url="#", lang="zh-CN")],
    }
    return Thing(**{**values, **over})


def table() -> Thing:
    columns = [
        Thing(label="Event", css="c-what"),
        Thing(label="State", css="c-state"),
        Thing(label="Tries", css="c-sum hs-money"),
        Thing(label="Last error", css="c-more"),
    ]
    rows = [
        ("deals.registered", state("bad", "alert-circle", "Dead letter"), "8", "The receiver answered 500."),
        ("deals.granted", state("ok", "circle-check", "Delivered"), "1", ""),
    ]
    return Thing(
        title="Outbox",
        subtitle="Events and their deliveries.",
        crumbs=(),
        primary=None,
        actions=(),
        columns=columns,
        rows=rows,
        empty=None,
        count_text="2 events",
        next_url=None,
        prev_url=None,
    )


def pages() -> Mapping[str, dict[str, Any]]:
    """Every page template with a context it can be rendered with."""
    problem = Thing(
        status=500, title="Something went wrong on our side.", message="What you typed is saved as a draft.", errors=[], retry_url="/again"
    )
    confirm = Thing(
        title="Switch off Rebates?",
        text="Data stays.",
        action="/off",
        submit_label="Switch off",
        kind="bad",
        cancel_url="/",
        hidden=(),
        effects=[Thing(icon="eye-off", text="214 partners no longer see rebates.")],
        fields=(),
        crumbs=(),
    )
    nothing = Thing(
        icon="speakerphone",
        title="No market funds yet",
        text="Ask for funds before the event.",
        action=Thing(label="Ask for funds", url="#", icon="plus"),
    )
    contexts: dict[str, dict[str, Any]] = {
        "list.html": {"view": deals()},
        "detail.html": {"record": record()},
        "form.html": {"form": deal_form()},
        "home.html": home(),
        "signin.html": {"signin": signin()},
        "error.html": {"problem": problem},
        "error_bare.html": {"problem": problem},
        "empty.html": {"empty": nothing},
        "table.html": {"table": table()},
        "confirm.html": {"confirm": confirm},
    }
    return {name: {"shell": shell(), **context} for name, context in contexts.items()}
