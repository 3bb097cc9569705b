"""The entry of every server process: gevent is patched in before anything else is imported."""

from gevent import monkey

monkey.patch_all()

from app.factory import create_app  # noqa: E402
from app.foundation.configuration import read_configuration  # noqa: E402

application = create_app(read_configuration(), is_serving=True)
