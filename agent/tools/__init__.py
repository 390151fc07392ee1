"""What flows may do in the outside world: each tool with its signature, all in one table."""
