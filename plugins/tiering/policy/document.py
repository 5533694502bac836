"""What a tier program may say: who is in it, its figures and points, its levels and what they ask, how changes are made, what levels give."""

from typing import Any

from hansa import N_, fields
from plugins.policies.api import PolicySchema, Rule
from plugins.tiering.policy.parts import CategoryRows, CriterionRows, EarningRows, FigureRows, PromiseRows
from plugins.tiering.policy.rows import BenefitRow, GrantRow, GroupRow, LevelRow, SourceRow
from plugins.tiering.policy.words import EFFECTIVE, LADDERS, MONTHS, UP_CHECKS

WHO, HAVE, ASK, CHANGE = N_("Program"), N_("Figures and points"), N_("Levels"), N_("Changes of level")
OWE, GIVE = N_("Promises of the vendor"), N_("Benefits")


def _lines(row: Any, most: int, **options: Any) -> Any:
    return fields.Lines(row, max_rows=most, load_default=list, **options)


class LevelsPolicy(PolicySchema):
    """The document of `tiering.levels`: one ladder, of one dimension or track. What it leaves out has the default shown here."""

    applies = Rule(facts="partner", missing="no", label=N_("For partners with"), help=N_("Empty means all."), group=WHO, order=1)
    ladder = fields.Choice(choices=LADDERS, load_default="own", label=N_("Which level counts"), group=WHO, order=2)
    fact = fields.String(
        max_length=48, label=N_("Fact that follows the level"), group=WHO, order=3,
        help=N_("Prices, distribution and registration read it of the partner, like tier. Empty: none."),
    )  # fmt: skip
    by_application = fields.Boolean(load_default=False, label=N_("Partners apply to join"), help=N_("Who has not joined has no level here."), group=WHO, order=4)
    apply_from = fields.Date(label=N_("Applications from"), group=WHO, order=5)
    apply_until = fields.Date(label=N_("Last day to apply"), group=WHO, order=6)
    lasts_months = fields.Integer(
        load_default=12, min=0, max=120, label=N_("A membership lasts, in months"), help=N_("0: it has no end."), group=WHO, order=7
    )
    renew_days = fields.Integer(
        load_default=60, min=1, max=400, label=N_("Can be renewed so many days before its end"), help=N_("The partner is reminded then."), group=WHO, order=8
    )  # fmt: skip
    terms = fields.LongText(label=N_("Terms of the program"), help=N_("The partner reads this before it applies."), group=WHO, order=9)
    figures = FigureRows(max_rows=100, label=N_("Figures"), group=HAVE, order=10)
    categories = CategoryRows(max_rows=50, label=N_("Categories of points"), group=HAVE, order=11)
    earning = EarningRows(max_rows=200, label=N_("What events earn"), group=HAVE, order=12)
    sources = _lines(SourceRow, 60, label=N_("Points from what happens elsewhere"), group=HAVE, order=13)
    levels = fields.Lines(LevelRow, required=True, max_rows=20, label=N_("Levels"), help=N_("The lowest first."), group=ASK, order=20)
    groups = _lines(
        GroupRow, 50, label=N_("Groups"), help=N_("A group that is not named here needs all of its criteria."), group=ASK, order=21
    )
    criteria = CriterionRows(max_rows=300, label=N_("Criteria"), group=ASK, order=22)
    up_check = fields.Choice(choices=UP_CHECKS, load_default="at_once", label=N_("Ways up are reviewed"), group=CHANGE, order=30)
    up_months = fields.MultiChoice(choices=MONTHS, load_default=list, label=N_("In the months"), group=CHANGE, order=31)
    up_effective = fields.Choice(choices=EFFECTIVE, load_default="at_once", label=N_("A promotion holds from"), group=CHANGE, order=32)
    approve_up = fields.Boolean(load_default=True, label=N_("Somebody agrees to promotions"), group=CHANGE, order=33)
    down_check = fields.Choice(choices=UP_CHECKS, load_default="month_ends", label=N_("Losses are reviewed"), group=CHANGE, order=40)
    down_months = fields.MultiChoice(choices=MONTHS, load_default=list, label=N_("In the months"), group=CHANGE, order=41)
    down_effective = fields.Choice(choices=EFFECTIVE, load_default="at_once", label=N_("A demotion holds from"), group=CHANGE, order=42)
    approve_down = fields.Boolean(load_default=True, label=N_("Somebody agrees to demotions"), group=CHANGE, order=43)
    notice_days = fields.Integer(load_default=0, min=0, max=400, label=N_("Days of notice before a loss"), group=CHANGE, order=44)
    cure_days = fields.Integer(load_default=0, min=0, max=400, label=N_("Days to make up for it"), group=CHANGE, order=45)
    protected_months = fields.Integer(
        load_default=0, min=0, max=60, label=N_("First months without a loss"), group=CHANGE, order=46,
        help=N_("Counted from the day the partner came to the level."),
    )  # fmt: skip
    waiver_days = fields.Integer(load_default=365, min=1, max=1_500, label=N_("Longest waiver, in days"), group=CHANGE, order=47)
    promises = PromiseRows(
        max_rows=60, label=N_("What the vendor owes"), group=OWE, order=50,
        help=N_("Response times, funds, training: measured of the vendor, shown to both sides."),
    )  # fmt: skip
    benefits = _lines(BenefitRow, 60, label=N_("Benefits"), group=GIVE, order=60)
    grants = _lines(GrantRow, 400, label=N_("What levels give"), group=GIVE, order=61)
