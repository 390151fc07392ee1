"""Speech recognition: the port, and the table of those who offer it (`registry.py`)."""
