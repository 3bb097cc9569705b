"""Real time: sockets of visitors and operators, told by events after the commit; the database stays the truth."""
