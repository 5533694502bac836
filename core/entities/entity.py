"""The declaration of a kind of record. List, form, API, search, access and row-level security are read from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from schemas.base import EntitySchema
from schemas.build import FieldDef

if TYPE_CHECKING:
    from core.workflow.machine import Workflow

Audience = Literal["owner", "program", "staff", "central"]


@dataclass(frozen=True, eq=False)
class Entity:
    """A kind of record: model, schema, who sees it, how it is listed and searched.

    `audience`: `owner` = the partner it belongs to (and staff), `program` = all partners read and staff write,
    `staff` = only the vendor's people, `central` = those of them who are limited to no region, for what is about several
    partners. `also_visible_to` names columns with further partner ids that may read a row;
    `shared` lets `core_share` rows open it to more partners; `tree` opens it to partners above the owner. `withheld` names, by such
    a relation (a column of `also_visible_to`, `shared`, `tree`), the fields that those who read by it do not get; a field that no
    reader but the owner gets says `visible="owner"` itself.
    `vendor_rows`: rows of audience `owner` without an owner are the vendor's own: no partner reads them, nor staff limited to a region.
    `private`: what a partner keeps from the vendor: the roles of the vendor's people never hold a right to it.
    `kept_apart(record)`: whether this record is between partners only, so that nobody of the vendor reads it or is written to about it.
    `in_person(record)`: whether this record is between one person of its owner and the vendor: nobody else of the owner is written to about it.
    `noted`: its rows are what engines keep, added with `note` in the unit of whoever acts.
    `search_follows`: further fields whose change may change the words of those in `search`, set without a word in the trail.
    `sort` is a field name, with `-` in front for descending. `title` names the field that stands for the record. `create_label`
    is what the button says that makes a new one.
    `before_save(record, changes, is_new)` may refuse a change, `after_save([(record, changes)], is_new)` keeps up what
    follows from it; both in the transaction. `panels` stand beside every record. `plugin` is set when it is registered.
    """

    name: str
    label: str
    model: type[Any]
    schema: type[EntitySchema]
    plural: str = ""
    list_columns: Sequence[str] = ()
    search: Sequence[str] = ()
    search_follows: Sequence[str] = ()
    sort: str = "-id"
    menu: str | None = None
    icon: str = "file-text"
    audience: Audience = "staff"
    also_visible_to: Sequence[str] = ()
    shared: bool = False
    tree: bool = False
    withheld: Mapping[str, Sequence[str]] = field(default_factory=dict)
    noted: bool = False
    vendor_rows: bool = False
    private: bool = False
    kept_apart: Callable[[Any], bool] | None = None
    in_person: Callable[[Any], bool] | None = None
    owner: str = "partner_id"
    title: str = ""
    number: str | None = None
    money_total: str | None = None
    create_label: str = ""
    workflow: "Workflow | None" = None
    api: bool = True
    pages: bool = True
    audited: bool = True
    searchable: bool = True
    views: Sequence["SavedView"] = ()
    panels: Sequence["RecordPanel"] = ()
    before_save: Callable[[Any, Mapping[str, Any], bool], None] | None = None
    after_save: Callable[[Sequence[tuple[Any, Mapping[str, Any]]], bool], None] | None = None
    plugin: str = ""

    @property
    def key(self) -> str:
        """`<plugin>.<name>`, unique on the site."""
        return f"{self.plugin}.{self.name}"

    def belong_to(self, plugin: str) -> None:
        """Set the plugin the entity is registered for. Raises ValueError when it belongs to another."""
        if self.plugin not in ("", plugin):
            raise ValueError(f"{self.key} belongs to another plugin than {plugin}")
        object.__setattr__(self, "plugin", plugin)

    def between_partners(self, record: Any) -> bool:
        """Tell whether the vendor's people have no part in a record."""
        return self.private or (self.kept_apart is not None and self.kept_apart(record))

    @property
    def relations(self) -> tuple[str, ...]:
        """The ways a partner may read a record it does not own."""
        opened = [name for name, on in (("shared", self.shared), ("tree", self.tree)) if on]
        return (*self.also_visible_to, *opened)

    @property
    def table(self) -> Any:
        return self.model.__table__

    def permission(self, action: str) -> str:
        return f"{self.plugin}.{self.name}.{action}"


@dataclass(frozen=True)
class SavedView:
    """A named filter that ships with an entity. `filters` has the form of the list's query string."""

    key: str
    label: str
    filters: tuple[tuple[str, str], ...] = ()
    sort: str = ""
    staff: bool | None = None


@dataclass(frozen=True)
class RecordPanel:
    """A part beside a record of the entity, loaded by itself from `endpoint`, which gets the `record_id`."""

    title: str
    endpoint: str
    permission: str = ""


@dataclass(frozen=True)
class ExtraField:
    """A field a plugin adds to another's entity (`entity` is its key); stored under `<plugin>__<key>`."""

    entity: str
    field: FieldDef = field(default_factory=lambda: FieldDef(key="", type="text", label=""))
