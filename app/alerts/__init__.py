"""Alerts: what reaches operators who do not look at the desk, and what each of them wants to hear of."""
