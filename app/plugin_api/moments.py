"""Moments: what the visitor's browser notices at one instant, such as the pointer leaving the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.rules.fact import Schema


@dataclass(frozen=True, slots=True)
class MomentParameter:
    """A number or word that an invitation says with its moment, such as after how many seconds.

    ``name`` is the word in files (``seconds``), ``label`` and ``unit`` are English source texts shown around the field;
    the unit ``seconds`` is counted in sentences (“1 second”). ``schema`` checks what is written, with its limits.
    ``default`` is what the form offers and what counts where a file says nothing; without it the parameter is required.
    """

    name: str
    label: str
    schema: Schema
    default: object = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happens in the browser, for which an invitation can wait besides its conditions.

    ``id`` is the word in files (``moment: {on: exit_intent}``). ``label`` is a clause that completes “it shows when …”;
    ``phrase`` is the same with the parameters' values in it, such as ``%(seconds)s``, if there are any. ``help`` says
    what exactly has to happen and is shown in the form. ``explain`` is what an explanation adds while the moment is
    awaited: when it can come, and where it never can. ``module`` is the name of the browser module that notices it, the
    file ``widget/<module>.js`` in the plugin's folder. ``samples`` are parameters by name, for previews and tests.
    """

    id: str
    label: str
    help: str
    module: str
    parameters: tuple[MomentParameter, ...] = ()
    phrase: str = ""
    explain: str = ""
    samples: tuple[Mapping[str, object], ...] = ({},)
