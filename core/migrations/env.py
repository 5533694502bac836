"""The one Alembic environment: `Migrator` hands over an open connection and the plugin."""

from alembic import context

from core.plugin_system.alembic_options import options

connection = context.config.attributes["connection"]
plugin = context.config.attributes["plugin"]

context.configure(
    connection=connection,
    process_revision_directives=context.config.attributes.get("directives"),
    **options(plugin),
)
context.run_migrations()
