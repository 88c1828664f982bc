"""Send three letters and die at a given step; run as a process of its own, see test_kill_points.py.

Every point at which something leaves the process or comes in is a step: each end of each ledger transaction, each line
to the server and each answer. Step n is a kill -9 before the n-th of them. A fork for each keeps the imports.
"""

import os
import signal
import smtplib
import sys
from contextlib import contextmanager
from pathlib import Path

from post_office import letter, sender_at, settings

from pipeline.ledger.ledger import Ledger

NAMES = ("wang", "zhao", "sun")


def die_at(step):
    count = 0

    def tick():
        nonlocal count
        count += 1
        if count == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def ticking(function):
        def call(*arguments, **named):
            tick()
            result = function(*arguments, **named)
            tick()
            return result

        return call

    smtplib.SMTP.send = ticking(smtplib.SMTP.send)
    smtplib.SMTP.getreply = ticking(smtplib.SMTP.getreply)
    whole = Ledger.transaction

    @contextmanager
    def transaction(self):
        tick()
        with whole(self) as connection:
            yield connection
            tick()
        tick()

    Ledger.transaction = transaction
    return lambda: count


def send(ledger, port, step):
    """Send in a child; give how it ended."""
    child = os.fork()
    if child == 0:
        die_at(step)
        told, _ = sender_at(Path(ledger), settings(port)).send([letter(name) for name in NAMES])
        # 0 = everything has gone, 1 = something is in doubt, 2 = something waits
        found = {one.status for one in told}
        os._exit(2 if "pending" in found else 1 if "unknown" in found else 0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    folder, port = sys.argv[1], int(sys.argv[2])
    number = 1
    while True:
        path = Path(folder) / f"{number}.sqlite"
        first = send(path, port, number)
        print(number, first, send(path, port, 0), flush=True)
        if first != -signal.SIGKILL:
            break
        number += 1
