"""The shell's tests look at a gallery of its parts, served on a free port and opened in a real browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from importlib import import_module

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from app.shell import navigation
from tests.shell.gallery import create_gallery


@pytest.fixture(autouse=True, scope="module")
def own_rail() -> Iterator[None]:
    """Give the gallery a rail of its own: its places are unknown to Beckon, and Beckon's to the gallery."""
    import_module("app.factory")  # Beckon's features register when they are first imported: into their own rail
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(navigation, "_entries", {})
        patch.setattr(navigation, "_rail_parts", [])
        yield


@pytest.fixture(scope="session")
def gallery() -> Flask:
    """The application that shows every part."""
    return create_gallery()


@pytest.fixture
def gallery_client(gallery: Flask) -> FlaskClient:
    """A client without a browser."""
    return gallery.test_client()


@pytest.fixture(scope="session")
def gallery_url(gallery: Flask) -> Iterator[str]:
    """The address of the gallery while a server runs for it."""
    server = make_server("127.0.0.1", 0, gallery, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
