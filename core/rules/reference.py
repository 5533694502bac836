"""The functions of the rule language as a table for the docs: `python -m core.rules.reference`."""

from collections.abc import Iterator

from core.rules.functions import FORMS, FUNCTIONS, REQUIRED, Function


def signature(function: Function) -> str:
    """Return how a function is called, like `round(x, places=0, mode="half_up")`."""
    return f"{function.name}({', '.join(_params(function))})"


def _params(function: Function) -> Iterator[str]:
    for param in function.params:
        plain = param.default is None or isinstance(param.default, bool | int | str)
        shown = f"={param.default!r}".replace("'", '"') if plain else "=…"
        yield param.name if param.default is REQUIRED else f"{param.name}{shown}"


def rows() -> list[tuple[str, str, bool, str]]:
    """Return (signature, meaning in English, whether the database knows it, an example) of every function."""
    plain = [(signature(f), f.doc, f.sql, f.example) for f in FUNCTIONS.values()]
    return [*plain, *((form.signature, form.doc, form.sql, form.example) for form in FORMS.values())]


def table() -> str:
    """Return the table in Markdown."""
    lines = ["| function | what it gives | lists | example |", "|---|---|---|---|"]
    lines += [f"| `{how}` | {doc} | {'yes' if sql else ''} | `{example}` |" for how, doc, sql, example in rows()]
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
