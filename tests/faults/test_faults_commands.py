"""run, undo and import over a small real workbook: a drawn part of `every_point.py`, which strikes every step."""

import random

import command_stories as stories
import every_point as points
import pytest

DRAWN = {"run": 21, "undo": 42, "import": 14, "answers": 7}
PAIRS = {"run": 7, "undo": 21, "import": 4, "answers": 2}


@pytest.fixture(scope="module")
def draw():
    return random.Random(points.SEED)  # noqa: S311 -- which points are struck is no secret


@pytest.fixture(params=list(stories.STORIES))
def scene(request, quick_folder, plain_work):  # noqa: ARG001 -- needed before the scene is played
    return stories.scene(request.param, quick_folder / "scene")


def test_a_fault_at_any_step_of_a_command_loses_nothing_and_the_next_run_goes_on(
    scene, quick_folder, draw
):
    steps = stories.play(scene.fresh(quick_folder / "whole"), scene.story)["steps"]
    assert steps > 100
    ends = set()
    for number in range(DRAWN[scene.story.name]):
        fault = list(points.FAULTS)[number % len(points.FAULTS)]
        at = draw.randint(1, steps)
        ends.add(
            points.struck(
                scene, quick_folder / "struck", at, fault, undo=number % points.UNDO_EVERY == 0
            )[0]
        )
    assert ends >= {"killed", "refused"}


def test_a_fault_while_the_next_run_recovers_from_a_kill_loses_nothing_either(
    scene, quick_folder, draw
):
    steps = stories.play(scene.fresh(quick_folder / "whole"), scene.story)["steps"]
    for number in range(PAIRS[scene.story.name]):
        fault = list(points.FAULTS)[number % len(points.FAULTS)]
        first, second = draw.randint(1, steps), draw.randint(1, steps)
        points.struck_again(scene, quick_folder / "pair", first, second, fault)
