"""``python -m app`` is the same as the ``beckon`` command."""

from app.cli import main

main()
