"""Two hundred rules that want to hurt; run as a program it tries each and prints what it cost."""

import json
import resource
import time
import tracemalloc
from datetime import date
from decimal import Decimal

from core.rules.errors import RuleError
from core.rules.expression import parse
from tests.core.rules.world import FACTS, FIXED

DIGITS = "9" * 30
AGAIN_MS = 30
ROWS = [
    {"amount": Decimal(f"{n}.0007"), "family": "A" * 200, "units": n + 1, "shipped": date(2026, 1, 31), "gift": False} for n in range(3_000)
]
VALUES = {
    **FIXED,
    "deal.amount": Decimal(DIGITS),
    "deal.units": 10**15,
    "deal.title": "x" * 20_000,
    "deal.closes": date(9999, 12, 31),
    "deal.lines": ROWS,
}


def _repeated() -> list[str]:
    """What grows with a number: brackets, signs, words, texts."""
    found = []
    for n in (20, 199, 450, 900, 1_999, 50_000, 2_000_000):
        found += [
            "(" * n,
            "(" * n + "1" + ")" * n,
            "[" * n + "]" * n,
            "{1:" * n + "1" + "}" * n,
            "-" * n + "1",
            "not " * n + "True",
            "9" * n,
        ]
        found += [
            '"' + "a" * n,
            "a" * n,
            "a." * n + "b",
            "1" + "+1" * n,
            "1" + "*" + DIGITS + ("*" + DIGITS) * (n // 40),
            "abs(" * n + "1" + ")" * n,
        ]
        found += [
            "1 if True else " * n + "1",
            "1" + " < 1" * n,
            " or ".join(["deal.urgent"] * n),
            "1,",
            "# " + "a" * n,
            "\x00" * n,
            "\U0001f4a3" * n,
        ]
    return found


def _sized() -> list[str]:
    """What makes something large of something small."""
    sizes = ("10**9", "1000000000", DIGITS, "-" + DIGITS)
    texts = [
        '"x" * {}',
        "[1] * {}",
        "days({}) + today",
        "months({}) + today",
        "today + business_days({})",
        "round(1, {})",
        "round(deal.amount, {})",
        "range({})",
    ]
    texts += [
        "9 ** 9 ** {}",
        "{} / 3 * {} / 7",
        "deal.units * {} * deal.units",
        "1 << {}",
        "today + years({})",
        'money({}, "EUR")',
        "sum(x for x in range({}))",
    ]
    return [text.replace("{}", size) for text in texts for size in sizes]


def _rowed() -> list[str]:
    """What multiplies rows, or works hard in each."""
    inner = "any(y.units < 0 for y in deal.lines)"
    return [
        f"any({inner} for x in deal.lines)",
        "all(count(y for y in deal.lines if y.units > x.units) < 5000 for x in deal.lines)",
        "sum(sum(y.amount * x.amount for y in deal.lines) for x in deal.lines) > 1",
        "sum(1 / x.units for x in deal.lines)",
        "average(x.amount / x.units / 7 for x in deal.lines)",
        "distinct(x.amount / 3 + x.units / 7 for x in deal.lines)",
        "any(" + " and ".join(["x.units > 0"] * 40) + " for x in deal.lines)",
        "any(" + " or ".join(['contains(x.family, "b")'] * 40) + " for x in deal.lines)",
        "sum(" + " + ".join(["x.amount * x.units"] * 30) + " for x in deal.lines)",
        "sum(" + " + ".join(["x.amount / x.units"] * 30) + " for x in deal.lines)",
        "max(x.shipped + business_days(900) for x in deal.lines)",
        "max(x.shipped + business_days(x.units) for x in deal.lines)",
        "median(x.amount * " + DIGITS + " * " + DIGITS + " for x in deal.lines)",
        "any(any(any(z.gift for z in deal.lines) for y in deal.lines) for x in deal.lines)",
        " + ".join(["sum(x.amount for x in deal.lines)"] * 40),
        " + ".join(["count(deal.lines)"] * 49),
        "sum(x.amount for x in deal.lines if any(y.amount == x.amount for y in deal.lines))",
        'last(x.amount for x in ordered(deal.lines, "family"))',
        "today" + " + business_days(1000)" * 49,
        " and ".join(['contains(deal.title, "y")'] * 60),
        " or ".join(["deal.amount / deal.units == 1 / 3"] * 40),
        "1" + f" / {DIGITS}" * 49,
        "1" + f" * {DIGITS}" * 49,
        "deal.amount" + " / 7 + deal.amount" * 24,
    ]


def _reaching() -> list[str]:
    """What reaches for the machine."""
    return [
        '__import__("os")',
        "().__class__.__bases__",
        "deal.__class__",
        "deal.amount.__init__",
        "globals()",
        'open("/etc/passwd")',
        'eval("1")',
        'exec("1")',
        'getattr(deal,"x")',
        "(lambda:1)()",
        "[x_for_x_in_y]",
        'f"{deal}"',
        "deal.lines[0]",
        "deal.lines[::-1]",
        "print(1)",
        "type(1)",
        "x:=1",
        "yield",
        "await_x",
        "import_os",
        "*deal",
        "**deal",
        "`id`",
        "$(id)",
        "${id}",
        "{{7*7}}",
        "%s%s%n",
        "deal.amount@1",
        'deal["amount"]',
        '"a"%1',
        '"a".format(1)',
        '"%s"%deal',
        'b"a"',
        'r"a"',
        'u"a"',
        "0xffff",
        "1e999",
        "1e-999",
        "1_0_0_0",
        "inf",
        "nan",
        "NaN",
        "Infinity",
        "-inf",
        "1j",
        "True.real",
        "None.x",
        "deal.lines.append(1)",
        "deal.title.encode()",
        're.match("(a+)+$",deal.title)',
        'matches(deal.title,"(a+)+$")',
        "while:1",
        "for_x",
        "del",
        "raise",
    ]


def hostile() -> list[str]:
    """Return the rules, each once."""
    return list(dict.fromkeys([*_rowed(), *_sized(), *_reaching(), *_repeated()]))


def tried(text: str) -> str:
    """Parse, evaluate and explain; return how it ended."""
    try:
        rule = parse(text, FACTS, expect=())
        rule(VALUES)
        rule.explain(VALUES)
    except RuleError:
        return "stopped"
    return "done"


def _timed(text: str) -> tuple[float, str]:
    began = time.process_time()
    end = tried(text)
    return (time.process_time() - began) * 1e3, end


def measured() -> dict[str, object]:
    """Return the number of rules, the slowest (ms of processor), the hungriest (MiB) and how each ended."""
    texts, slow, large = hostile(), [], []
    tried("1")
    ends = []
    for text in texts:
        took, end = _timed(text)
        if took > AGAIN_MS:
            # The machine does other work, too: what a rule costs is the least it took.
            took = min(took, *(_timed(text)[0] for _ in range(2)))
        ends.append(end)
        slow.append((took, text[:60]))
    tracemalloc.start()
    for text in texts:
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        tried(text)
        large.append(((tracemalloc.get_traced_memory()[1] - before) / 2**20, text[:60]))
    return {"rules": len(texts), "ms": max(slow), "mib": max(large), "stopped": ends.count("stopped"), "done": ends.count("done")}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
    print(json.dumps(measured()))
