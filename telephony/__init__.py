"""How a phone call reaches a program: phone audio to words and back. Knows nothing of flows, databases or consoles."""
