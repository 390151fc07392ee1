"""Tools that are somebody else's: declared in a file, and called over HTTP or the Model Context Protocol."""
