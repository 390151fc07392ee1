"""What calls cost: use by prices of the day, in a currency."""
