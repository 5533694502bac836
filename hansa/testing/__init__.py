"""The test kit for plugin authors; the fixtures are in `hansa.testing.fixtures`."""

from hansa.testing.databases import Database, SqliteDatabase
from hansa.testing.kit import Client, Kit, create_portal
from hansa.testing.samples import sample
from hansa.testing.world import Person, ProgramOfTest

__all__ = ["Client", "Database", "Kit", "Person", "ProgramOfTest", "SqliteDatabase", "create_portal", "sample"]
