"""What is kept of people, and what must not be: encryption of what is kept, and who may see it."""
