"""Killed at every step of the ledger and of the connection: no letter twice, none lost without a word."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from kill_story import NAMES
from post_office import BOOK

from pipeline.ledger.ledger import open_ledger

HERE = Path(__file__).parent


def test_killed_anywhere_and_run_again_every_letter_is_there_once_or_told_to_be_in_doubt(
    post, tmp_path, certificates
):
    server, mail = post()
    environment = {
        **os.environ,
        "SSL_CERT_FILE": str(certificates / "ca.pem"),
        "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parents[1])]),
    }
    story = subprocess.Popen(
        [sys.executable, str(HERE / "kill_story.py"), str(tmp_path), str(mail.port)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    points, in_doubt = 0, 0
    for line in story.stdout:
        number, first, second = map(int, line.split())
        arrived = [rcpts[0] for rcpts, _ in server.taken]
        server.taken.clear()
        with open_ledger(tmp_path / f"{number}.sqlite") as ledger:
            noted = ledger.rows("SELECT recipient, status FROM deliveries WHERE workbook = ?", BOOK)
        doubtful = [recipient for recipient, status in noted if status == "unknown"]
        assert not {status for _, status in noted} & {"sending", "pending", "failed"}, number
        assert len(arrived) == len(set(arrived)), (number, arrived)
        assert set(arrived) | set(doubtful) == {f"{name}@corp.example" for name in NAMES}, number
        assert len(doubtful) <= 1, number
        assert second == (1 if doubtful else 0), number
        points += first == -signal.SIGKILL
        in_doubt += len(doubtful)
    assert story.wait() == 0
    assert points > 60  # every step of a run with three letters
    assert 0 < in_doubt < points / 2
    print(f"\n{points} kill points, 0 duplicates, 0 losses, {in_doubt} told to be in doubt")
