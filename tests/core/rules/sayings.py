"""Strategies for rules: texts of the language that are right by type, made of small parts."""

from hypothesis import strategies as st

COMPARED = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
NUMBERS = st.sampled_from(
    [
        "0",
        "1",
        "3",
        "-7",
        "5000",
        "4999.9999",
        "0.0001",
        "2.5",
        "-0.5",
        "4999.99995",
        "-0.00001",
        "99999999999999999999",
        "-99999999999999999999",
    ]
)
WHOLE = st.sampled_from(["0", "1", "2", "3", "-7", "12"])
TEXTS = st.sampled_from(['""', '"MÜLLER"', '"ß"', '"武汉光电"', '"gmbh"', '"a\'b"', '"%_"', '"θη"', '"m"'])
COARSE = NUMBERS.filter(lambda n: len(n) < 11 and "00001" not in n and "99995" not in n)
DAYS = st.sampled_from(
    ['date("2026-01-31")', 'date("2024-02-29")', "today", "today - months(3)", "today + business_days(5)", "today - days(30)"]
)
LENGTHS = st.sampled_from(
    ["days(1)", "days(-90)", "months(1)", "months(-1)", "years(1)", "weeks(2)", "months(13) + days(1)", "business_days(0) + days(3)"]
)


def _words(*texts: str) -> st.SearchStrategy[str]:
    return st.sampled_from(texts)


def _filled(template: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map(lambda found: template.format(*found))


def amounts(row: str = "") -> st.SearchStrategy[str]:
    base = _words(f"{row}.amount") if row else _words("deal.amount", "deal.cost", *FIGURES)
    whole = _words(f"{row}.units" if row else "deal.units", "2", "1000", "-3")
    return st.recursive(
        base,
        lambda inner: st.one_of(
            _filled("({} + {})", inner, inner),
            _filled("({} - {})", inner, COARSE),
            _filled("{} * {}", inner.map(lambda t: f"({t})"), whole),
            _filled("if_unknown({}, {})", inner, COARSE),
            _filled("abs({})", inner),
            _filled("(-{})", base),
        ),
        max_leaves=3,
    )


FIGURES = (
    "sum(x.amount for x in deal.lines)",
    'sum(x.amount for x in deal.lines if x.family == "A")',
    "sum(x.amount * x.units for x in deal.lines if x.gift)",
    "max(x.amount for x in deal.lines if x.units > 1)",
    'min(x.amount + 1 for x in deal.lines if x.family in ("A",))',
)


def numbers() -> st.SearchStrategy[str]:
    return st.one_of(
        _words(
            "deal.rate", "deal.weight", "deal.units", "deal.size", "deal.size + deal.units", "deal.weight * 2", "deal.weight - deal.rate"
        ),
        NUMBERS,
    )


def wholes(row: str = "") -> st.SearchStrategy[str]:
    if row:
        return _words(f"{row}.units", f"{row}.units + deal.size")
    return st.one_of(
        _words(
            "deal.units", "deal.size", "deal.units * 2 - 1", "count(deal.lines)", "sum(x.units for x in deal.lines)", "length(deal.title)"
        ),
        _filled("count(x for x in deal.lines if {})", conditions("x")),
        _filled("{}({})", _words("year", "month", "day"), days()),
        _filled("({} - {})", days(), days()),
        _filled("days_between({}, {})", days(), days()),
    )


def days(row: str = "") -> st.SearchStrategy[str]:
    base = _words(f"{row}.shipped") if row else _words("deal.closes", "deal.opened", "max(x.shipped for x in deal.lines)")
    own = st.one_of(
        _filled("({} {} {})", base, _words("+", "-"), LENGTHS),
        _filled("({} {} {}({}))", base, _words("+", "-"), _words("days", "months", "weeks", "years"), _words("deal.units", "deal.size")),
        _filled("if_unknown({}, {})", base, DAYS),
    )
    return st.one_of(base, own)


def atoms(row: str = "") -> st.SearchStrategy[str]:
    dot = f"{row}." if row else "deal."
    text = _words("x.family") if row else _words("deal.title", "deal.state", "lower(deal.title)", 'if_unknown(deal.title, "?")')
    common = [
        _filled("{} {} {}", amounts(row), COMPARED, amounts(row)),
        _filled("{} {} {}", amounts(row), COMPARED, NUMBERS),
        _filled("{} {} {}", wholes(row), COMPARED, st.one_of(WHOLE, NUMBERS)),
        _filled("{} {} {}", days(row), COMPARED, st.one_of(DAYS, days(row))),
        _filled("{} in ({}, {})", days(row), _words('"2026-01-31"'), _words('"2026-02-28"')),
        _filled("{} <= {} < {}", NUMBERS, amounts(row), NUMBERS),
        _filled("{} {} {}", text, _words("<", ">="), TEXTS),
        _filled("{}({}, {})", _words("contains", "starts_with", "ends_with"), text, TEXTS),
        _filled("{} is {}None", st.one_of(text, amounts(row), days(row)), _words("", "not ")),
        _words(
            f"known({dot}amount)",
            f"{dot}amount in (0, 5000, 0.0001)",
            f"{dot}units not in (1, 2.5)",
            f"{dot}amount in ()",
            f"{dot}amount not in ()",
        ),
    ]
    if row:
        return st.one_of(*common, _words("x.gift", "x.gift == deal.urgent", 'x.family == "A"', "x.amount > deal.cost"))
    own = [
        _filled("{} {} {}", numbers(), COMPARED, numbers().filter(lambda t: t.startswith("deal"))),
        _words("deal.urgent", "deal.urgent == True", "deal.urgent != (deal.size > 1)", "False", "True", "1 < 2", '"cloud" in deal.tags'),
        _words(
            '"a\'b" not in deal.tags',
            'has_any(deal.tags, ("cloud", "100%"))',
            'has_all(deal.tags, ("cloud", "network"))',
            "deal.tags is None",
        ),
        _words('deal.state == "open"', 'deal.state in ("won", "lost")', 'deal.state not in ("won",)', 'deal.state != "won"'),
        _words(
            'deal.seen >= "2026-02-01T00:00:00+00:00"',
            'deal.seen < "2026-02-01T07:00:00+08:00"',
            'if_unknown(deal.seen, "2026-02-01T00:00:00+00:00") > deal.seen',
        ),
        _filled("{}({} for x in deal.lines)", _words("any", "all"), conditions("x")),
        _filled("{}({} for x in deal.lines if {})", _words("any", "all"), conditions("x"), conditions("x")),
        _words(
            "any(any(y.amount < x.amount for y in deal.lines) for x in deal.lines)",
            "all(count(y for y in deal.lines if y.units > x.units) < 2 for x in deal.lines)",
        ),
        _filled("{} {} limit / 3", amounts(), COMPARED),
        _filled("limit / {} {} {}", _words("3", "2", "7"), COMPARED, amounts()),
        _words(
            "known(deal.amount > 5)", "if_unknown(deal.urgent, deal.amount > 0)", "if_unknown(any(x.amount > 0 for x in deal.lines), False)"
        ),
    ]
    return st.one_of(*common, *own)


def conditions(row: str = "") -> st.SearchStrategy[str]:
    """Return conditions; those over a row use facts of the row `x` and of the record."""
    return st.recursive(
        st.deferred(lambda: atoms(row)),
        lambda inner: st.one_of(
            _filled("({} and {})", inner, inner),
            _filled("({} or {})", inner, inner),
            _filled("not ({})", inner),
            _filled("({} and {} and {})", inner, inner, inner),
        ),
        max_leaves=4,
    )
