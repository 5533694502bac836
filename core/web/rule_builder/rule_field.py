"""The form field of a rule: its text, and in the browser the tree of the builder beside it, which then speaks for it."""

from typing import Any

from marshmallow import missing

from core.entities.vocabularies import facts_named
from core.errors import Malformed, NotFound
from core.rules.errors import RuleError
from core.rules.expression import parse
from core.rules.facts import Facts
from core.web.forms.form_fields import Text
from core.web.rule_builder.rule_literals import typed
from core.web.rule_builder.rule_tree import Part, received, shown, written


class RuleText(Text):
    """The text of a rule. While the builder is open, `<name>__tree` holds what it shows, and the text is made from that."""

    from_tree = False

    @property
    def tree_name(self) -> str:
        return f"{self.name}__tree"

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        super().process(formdata, *args, **kwargs)
        tree = formdata.get(self.tree_name, "") if formdata is not None else ""
        if tree:
            self._take(tree)

    def _take(self, tree: str) -> None:
        """A tree that cannot be read leaves the text as it was sent."""
        try:
            facts = facts_named(self.source.vocabulary)
            found = typed(received(tree, facts), facts)
            if not self._shows(found, facts):
                self.data = written(found, facts).text
        except (Malformed, NotFound):
            return
        self.raw_data, self.from_tree = [self.data], True

    def _shows(self, tree: Part, facts: Facts) -> bool:
        """Tell whether these are the rows of the text that was sent: then it stays as it was written."""
        try:
            return bool(self.data) and shown(parse(self.data, facts)) == tree
        except RuleError:
            return False

    def raw(self) -> Any:
        """Return the text as typed: its characters are counted in what is wrong with it."""
        if not self.raw_data:
            return missing
        text = str(self.raw_data[-1])
        return text if text.strip() else None
