"""The browser side: its own tests pass under Node, and what is committed is what its sources build."""

import shutil
import subprocess
from pathlib import Path

import pytest

EMBED = Path(__file__).resolve().parents[2] / "embed"
OLDEST_NODE = 20

pytestmark = pytest.mark.node


@pytest.fixture(scope="module")
def run_node():
    """Runs a command in ``embed/`` and fails with its output; skipped where there is no Node."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if int(version.removeprefix("v").split(".")[0]) < OLDEST_NODE:
        pytest.skip(f"Node {OLDEST_NODE} or newer is needed, this is {version}")
    if not (EMBED / "node_modules").is_dir():
        pytest.skip("the packages of embed/ are not installed (npm ci)")

    def run(*command: str) -> None:
        done = subprocess.run(command, cwd=EMBED, capture_output=True, text=True)
        if done.returncode != 0:
            pytest.fail(f"{' '.join(command)}\n{done.stdout[-8000:]}\n{done.stderr[-4000:]}", pytrace=False)

    return run


def test_the_typescript_tests_pass(run_node):
    run_node("npm", "test", "--silent")


def test_the_committed_build_is_what_the_sources_build(run_node):
    run_node("node", "build.mjs", "--check")
