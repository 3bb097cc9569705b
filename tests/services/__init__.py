"""What tests stand on: private servers, databases, a browser. Loaded as a pytest plugin by ``setup.cfg``.

Nothing here touches an installed PostgreSQL or Redis of the machine: every process is started by a fixture, in a folder
of its own, and ended by it.
"""

pytest_plugins = (
    "tests.services.scratch",
    "tests.services.prepared",
    "tests.services.skips",
    "tests.services.databases",
    "tests.services.application",
    "tests.services.servers",
    "tests.services.browsers",
    "tests.services.mail_server",
)
