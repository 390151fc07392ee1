"""What callers, numbers and models may use: rules without a clock, a database or a network."""
