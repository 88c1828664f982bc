"""The command itself, in Chinese."""

import os

import pytest
from click.testing import CliRunner

os.environ["FOLLOWUP_LANG"] = "zh"

from pipeline.cli import main


@pytest.fixture
def followup():
    """Run the command on a day; the result has exit_code, stdout and stderr."""

    def run(*arguments):
        result = CliRunner().invoke(main, [str(argument) for argument in arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run
