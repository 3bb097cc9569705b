"""Chats: messages that are stored once, in one order, and never lost after they were acknowledged."""
