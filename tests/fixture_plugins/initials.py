"""A second matcher of registrations: initials of one customer's name that are the name of another."""

from hansa import PluginInfo, db, hookimpl, select
from plugins.deals.api import Deal, Registration, Rival

PLUGIN = PluginInfo("initials", "Initials", version="1.0", requires=("deals",))


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split()).casefold()


@hookimpl(optionalhook=True)
def find_rivals(registration: Registration) -> list[Rival]:
    rows = db.session.execute(select(Deal.id, Deal.customer_name).where(Deal.id != registration.id)).all()
    mine = {registration.customer_name.casefold(), _initials(registration.customer_name)} - {""}
    hits = (
        row
        for row in rows
        if len(row.customer_name) > 2 and ({row.customer_name.casefold()} & mine or _initials(row.customer_name) in mine)
    )
    return [Rival(row.id, ("Same initials",)) for row in hits if row.customer_name.casefold() != registration.customer_name.casefold()]
