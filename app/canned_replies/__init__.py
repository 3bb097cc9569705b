"""Canned replies: texts that operators use again and again."""
