"""Operators: the people at the desk, how they sign in, and whether they are really there."""
