"""What Alembic runs: the revisions, in the connection and the transaction of whoever opens the store."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], render_as_batch=True)
context.run_migrations()
