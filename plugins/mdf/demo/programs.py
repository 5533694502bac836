"""The two funds of the demo: one granted for plans, one that grows with purchases."""

from typing import Any

from plugins.mdf.demo.words import Words

GRANTED, GROWN = "market", "co-op"


def granted(said: Words) -> dict[str, Any]:
    """Half of the cost, more for training; large plans need manager and finance side by side."""
    return {
        "minimum": str(100 * said.rate), "share": "50", "not_counting": "alcohol, gifts, staff, tax", "evidence": "invoice",
        "kinds": [
            {"kind": "event", "evidence": "photo"}, {"kind": "trade_show", "evidence": "photo"}, {"kind": "seminar", "percent": "70", "evidence": "photo, attendees"},
            {"kind": "training", "percent": "100", "evidence": "attendees"}, {"kind": "display", "evidence": "photo"}, {"kind": "digital", "evidence": "report"},
        ],
        "longest_span": 120, "answer": {"start": "submitted_on", "length": "10", "unit": "business_days"},
        "claim_window": {"start": "activity_end", "length": "60"}, "late": "named", "late_roles": "finance", "idle_days": 45,
        "approvals": {"choose": "first", "rows": [
            {"code": "large", "when": f"asked > {1500 * said.rate}", "result": "all", "roles": '"manager, finance"', "message": ""},
        ]},
    }  # fmt: skip


def grown(said: Words) -> dict[str, Any]:
    """Two percent of net revenue of the year and three of what is above last year, for three months after its end."""
    before = "metric.orders.net_revenue.this_year_same_period_last_year"
    return {
        "share": "50", "evidence": "invoice", "unused": "carry", "expires": {"start": "period_end", "length": "3", "unit": "months"},
        "not_counting": "alcohol, gifts", "claim_window": {"start": "activity_end", "length": "45"},
        "accruals": [
            {"name": "volume", "label": said.volume, "of": "metric.orders.net_revenue.this_year", "percent": "2", "cap": str(20_000 * said.rate)},
            {"name": "growth", "label": said.growth, "of": "metric.orders.net_revenue.this_year", "above": before, "percent": "3", "cap": str(10_000 * said.rate)},
        ],
    }  # fmt: skip
