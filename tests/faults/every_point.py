"""Every step of run, undo, import and answers × every fault, and faults again while recovering: the full grid.

Rerun: python tests/faults/every_point.py [--pairs N] [STORY]…  (some minutes of CPU). It prints one line a story and fault, and
every point that breaks a promise; its exit code is 1 then.
"""

import argparse
import errno
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import command_stories as stories
import verdict

FAULTS = {
    "killed": (None, False),
    "ENOSPC once": (errno.ENOSPC, False),
    "EIO once": (errno.EIO, False),
    "EACCES once": (errno.EACCES, False),
    "ENOSPC from then on": (errno.ENOSPC, True),
    "EIO from then on": (errno.EIO, True),
    "EACCES from then on": (errno.EACCES, True),  # permission lost, a folder that became read-only
}
PAIRS = 100
UNDO_EVERY = 3
SEED = 20261123


def struck(scene, folder, at, fault, *, undo):
    """Play with one fault, run again, take it back; give how it ended and the number of steps, None where it was killed."""
    code, lasts = FAULTS[fault]
    path = scene.fresh(folder)
    result = stories.play(path, scene.story, at=at, code=code, lasts=lasts)
    verdict.after_the_fault(scene, path, result, untidy=lasts)
    verdict.after_the_next_run(scene, path)
    if undo:
        verdict.after_undo(scene, path)
    shutil.rmtree(folder)
    return result["end"], result.get("steps")


def struck_again(scene, folder, first, second, fault):
    """Kill at one step, then let the run that recovers fail at another; give how that one ended."""
    code, lasts = FAULTS[fault]
    path = scene.fresh(folder)
    start = verdict.after_the_fault(
        scene, path, stories.play(path, scene.story, at=first, code=None)
    )
    result = stories.play(path, scene.story, at=second, code=code, lasts=lasts)
    verdict.after_the_fault(scene, path, result, start=start, untidy=True)
    verdict.after_the_next_run(scene, path)
    shutil.rmtree(folder)
    return result["end"], result.get("steps")


class Tally:
    """Count the points, and print those that break a promise."""

    def __init__(self):
        self.points = self.broken = 0

    def point(self, title, work, *arguments, **options):
        """Strike one point; give its ending and steps, None where a promise was broken."""
        self.points += 1
        try:
            return work(*arguments, **options)
        except Exception:  # noqa: BLE001 -- each broken promise is printed, and the next point is struck
            self.broken += 1
            print(f"BROKEN {title}\n{traceback.format_exc(limit=-3)}", flush=True)
            shutil.rmtree(arguments[1], ignore_errors=True)
            return None, None


def every_step(scene, folder, fault, tally):
    """Strike each step of a story until the fault lies behind the last; give the endings."""
    ends, at = Counter(), 0
    while True:
        at += 1
        title = f"{scene.story.name}, {fault}, step {at}"
        end, steps = tally.point(
            title, struck, scene, folder / "struck", at, fault, undo=at % UNDO_EVERY == 0
        )
        ends[end] += 1
        if steps is not None and steps < at:
            return ends, at - 1


def pairs(scene, folder, steps, count, tally):
    """Strike drawn pairs of steps: killed at the first, then each fault in turn while the next run recovers."""
    draw = random.Random(f"{SEED} {scene.story.name}")  # noqa: S311 -- which points are struck is no secret
    ends = Counter()
    for number in range(count):
        fault = list(FAULTS)[number % len(FAULTS)]
        first, second = draw.randint(1, steps), draw.randint(1, steps)
        title = f"{scene.story.name}, killed at {first}, then {fault} at {second}"
        ends[tally.point(title, struck_again, scene, folder / "pair", first, second, fault)[0]] += 1
    return ends


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("stories", nargs="*", default=list(stories.STORIES))
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--faults", nargs="*", choices=list(FAULTS), default=list(FAULTS))
    asked = parser.parse_args()
    stories.work_out_once()
    tally, began = Tally(), time.process_time()
    memory = Path("/dev/shm")  # noqa: S108 -- a fresh closed folder is made inside
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        for story in asked.stories:
            scene = stories.scene(story, Path(name) / story)
            for fault in asked.faults:
                ends, steps = every_step(scene, Path(name), fault, tally)
                print(f"{story:8} {fault:20} {steps:4} steps  {dict(ends)}", flush=True)
            print(
                f"{story:8} {'killed, then again':20} {asked.pairs:4} pairs  {dict(pairs(scene, Path(name), steps, asked.pairs, tally))}",
                flush=True,
            )
    print(
        f"{tally.points} points, {tally.broken} broken promises, {time.process_time() - began:.0f} s CPU without the children"
    )
    return 1 if tally.broken else 0


if __name__ == "__main__":
    sys.exit(main())
