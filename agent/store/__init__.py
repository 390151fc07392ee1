"""Storage: the embedded PostgreSQL, the database, its tables and the repositories over them."""
