"""Keys and secrets: what stands in addresses, on command lines and in files."""

import re

from app.foundation.secrets import new_key


def test_a_key_can_be_typed_on_a_command_line_and_opened_in_a_spreadsheet():
    keys = [new_key() for _ in range(1_000)]

    assert all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]{21}", key) for key in keys)
    assert len(set(keys)) == len(keys)
