"""Run by Alembic: brings the tables behind a connection to the form asked for."""

from __future__ import annotations

from alembic import context

from cadre.dossier.store.schema import TABLES, VERSION_TABLE

# The connection is in a transaction already, which whoever opened it ends: all or nothing.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=TABLES,
    version_table=VERSION_TABLE,
)
context.run_migrations()
