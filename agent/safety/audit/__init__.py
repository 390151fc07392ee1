"""Who saw, changed, published, listened, exported and erased: a log only added to, which shows when it was not."""
