"""The words by which callers of a language show that they have finished, have not, want a moment, or only listen."""
