"""Invitations: what is offered to whom, the one moment of the claim, and an honest log of what became of it."""
