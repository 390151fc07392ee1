"""The history of the tables (Alembic). The program migrates at its start; by hand: `alembic upgrade head`."""
