"""Rules in SQL; the only part of the language that knows the database library."""

from core.rules.sql.functions import Present
from core.rules.sql.maker import to_sql, where
from core.rules.sql.pieces import Columns, Related

__all__ = ["Columns", "Present", "Related", "to_sql", "where"]
