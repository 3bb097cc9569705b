"""Beckon: a live-help server that invites the right visitor at the right moment."""
