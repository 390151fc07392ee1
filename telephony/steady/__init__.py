"""What makes providers steady for a call: limits, one more try, a second provider, and peace for one that is down."""
