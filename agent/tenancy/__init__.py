"""Several businesses on one service: who they are, what each has set, and which of them a request is for."""
