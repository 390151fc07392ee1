"""Who may use the console and the API: accounts, sessions, roles, keys of programs."""
