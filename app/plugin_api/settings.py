"""What an administrator may set for a plugin: declared once, shown as a form on the plugin's page, read by name."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.rules import Schema


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing to set; ``context.settings[name]`` gives its present value.

    ``label`` and ``help`` are English source texts. ``schema`` says what may be given (``Number``, ``YesOrNo``,
    ``OneOf``, ``Texts``, ``Identifier`` of ``app.plugin_api.comparing``, or one of your own) and so which control the
    form has; ``default`` must fit it. ``is_secret`` keeps the value out of the page once it is stored.
    """

    name: str
    label: str
    help: str
    schema: Schema
    default: object
    is_secret: bool = False

    @property
    def id(self) -> str:
        """The same as ``name``: unique within the plugin."""
        return self.name
