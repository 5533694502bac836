"""What the checker finds in a document."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from hansa import _

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Errors forbid publishing; a warning may be published when a named person accepts it; a note says what was not judged.

    `place` points into the document (JSON pointer), `other` to the second part concerned; `message` is English, the key of
    its translation. `params` are the figures of the finding; `named` fills the message too: what the parts are called, and
    what is in the reader's language already. That may be reworded without the finding becoming another one.
    """

    severity: Severity
    code: str
    message: str
    place: str = ""
    other: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)

    def words(self) -> str:
        """Return the message in the reader's language."""
        filled = {**self.params, **self.named}
        return _(self.message, **filled) if filled else _(self.message)

    @property
    def key(self) -> str:
        """What an acceptance refers to, place and figures: the same hole stays accepted whatever its bands are called."""
        figures = ",".join(f"{name}={value}" for name, value in sorted(self.params.items()))
        return "|".join((self.code, self.place, self.other, figures))

    def as_json(self) -> dict[str, Any]:
        return {
            "severity": self.severity, "code": self.code, "message": self.words(), "place": self.place, "other": self.other,
            "params": {name: str(value) for name, value in {**self.params, **self.named}.items()}, "key": self.key,
        }  # fmt: skip
