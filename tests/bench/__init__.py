"""Measures Beckon as a running server: ``python -m tests.bench``; nothing in here is a test and nothing can fail."""
