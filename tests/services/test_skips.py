"""A test that is left out is told, and where nothing may be left out it fails."""

import os
import subprocess
import sys

import pytest

from tests.services.processes import ROOT

LEFT_OUT = "import pytest\n\ndef test_a():\n    pytest.skip('the moon is not installed')\n\ndef test_b():\n    pass\n"
WHOLE_MODULE = "import pytest\npytest.skip('no moon here', allow_module_level=True)\n"
EXPECTED = "import pytest\n\n@pytest.mark.xfail(reason='later')\ndef test_a():\n    assert False\n"


@pytest.fixture
def run_pytest(tmp_path):
    def run(source: str, **environment: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "test_it.py").write_text(source, encoding="utf-8")
        outer = {name: value for name, value in os.environ.items() if name != "CI"}
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-c", ROOT / "setup.cfg", tmp_path],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**outer, **environment},
        )

    return run


def test_one_line_says_how_many_tests_were_skipped_and_why(run_pytest):
    done = run_pytest(LEFT_OUT)

    assert done.returncode == 0
    assert "Skipped: 1 because the moon is not installed" in done.stdout.splitlines()
    assert "1 passed, 1 skipped" in done.stdout.splitlines()[-1]


def test_with_ci_a_skip_is_a_failure(run_pytest):
    done = run_pytest(LEFT_OUT, CI="true")

    assert done.returncode == 1
    assert "nothing may be skipped with CI=true: the moon is not installed" in done.stdout
    assert "1 failed, 1 passed" in done.stdout.splitlines()[-1]


def test_with_ci_a_skipped_module_is_a_failure(run_pytest):
    assert run_pytest(WHOLE_MODULE).returncode in (0, 5)
    assert run_pytest(WHOLE_MODULE, CI="true").returncode not in (0, 5)


def test_an_expected_failure_stays_one(run_pytest):
    assert run_pytest(EXPECTED, CI="true").returncode == 0
