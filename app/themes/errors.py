"""What is wrong with a theme, told to the person who writes or installs it."""

from __future__ import annotations

from app.domain.errors import ConfigurationError


class ThemeError(ConfigurationError):
    """A theme cannot be used like this; the message names the theme and the key."""

    default_code = "theme"

    def __init__(self, theme_id: str, key: str, problem: str) -> None:
        super().__init__(f"theme {theme_id}, {key}: {problem}", field=key)
        self.theme_id = theme_id
        self.key = key
        self.problem = problem
