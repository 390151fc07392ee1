"""What the console's pages ask over HTTP: flows, their versions, rehearsals, calls and reports."""
