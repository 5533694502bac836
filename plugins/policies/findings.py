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
    its translation, with `params`; of these `when` is in the reader's language already, and `cell` says the same for machines.
    """

    severity: Severity
    code: str
    message: str
    place: str = ""
    other: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)

    def words(self) -> str:
        """Return the message in the reader's language."""
        return _(self.message, **self.params) if self.params else _(self.message)

    @property
    def key(self) -> str:
        """What an acceptance refers to: the same hole stays accepted, another one is not."""
        figures = ",".join(f"{name}={value}" for name, value in sorted(self.params.items()) if name != "when")
        return "|".join((self.code, self.place, self.other, figures))

    def as_json(self) -> dict[str, Any]:
        return {
            "severity": self.severity, "code": self.code, "message": self.words(), "place": self.place, "other": self.other,
            "params": {name: str(value) for name, value in self.params.items()}, "key": self.key,
        }  # fmt: skip
