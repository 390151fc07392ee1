"""How long what callers leave behind is kept, and how it is erased and handed out: docs/privacy.md."""
