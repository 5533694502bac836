"""The choices of the catalogue, with what people call them."""

from hansa import N_, StateLook

PARTNER_KINDS = (("distributor", N_("Distributor")), ("reseller", N_("Reseller")), ("dealer", N_("Dealer")), ("agent", N_("Agent")))
LANGUAGES = (("en", N_("English")), ("zh_Hans_CN", N_("Chinese")))
STATUS = {
    "active": StateLook(N_("Available"), "ok", "circle-check"),
    "phase_out": StateLook(N_("Being phased out"), "warn", "clock"),
    "planned": StateLook(N_("Planned"), "info", "calendar-event"),
    "discontinued": StateLook(N_("Discontinued"), "idle", "ban"),
}
SOLD = ("active", "phase_out")
"""Statuses of products that are sold."""
SHELF = {
    "draft": StateLook(N_("Draft"), "idle", "pencil", None, N_("Your turn: publish")),
    "published": StateLook(N_("Published"), "ok", "circle-check"),
    "withdrawn": StateLook(N_("Withdrawn"), "bad", "circle-minus"),
}
PROMOTIONS = (
    ("percent", N_("Percent off")), ("amount", N_("Amount off each")), ("price", N_("Promotion price")), ("free_goods", N_("Free goods")),
)  # fmt: skip
EFFECTS = (("allow", N_("May sell")), ("deny", N_("May not sell")))
CURRENCIES = (
    "USD", "CNY", "EUR", "GBP", "JPY", "AED", "AUD", "BRL", "CAD", "CHF", "CZK", "DKK", "HKD", "HUF", "IDR", "ILS", "INR", "KRW", "KZT",
    "MXN", "MYR", "NOK", "NZD", "PHP", "PLN", "RUB", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "UAH", "VND", "ZAR",
)  # fmt: skip


