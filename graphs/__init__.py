"""What the agent says next: a caller's words in, speech acts out. Knows nothing of audio, phones or databases."""
