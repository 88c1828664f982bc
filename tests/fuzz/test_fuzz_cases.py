"""What the fuzz target has found, and where it starts from, played again."""

from pathlib import Path

import pytest
import workbook_story as story
from hypothesis import given, settings
from hypothesis import strategies as st

CASES = sorted((Path(__file__).parent / "cases").glob("*.bin"))


@pytest.mark.parametrize("case", [pytest.param(case, id=case.stem) for case in CASES])
def test_what_was_once_found_ends_in_words_or_whole(case):
    assert story.follow(story.workbook_of(case.read_bytes())) in {
        "unreadable",
        "refused",
        "written",
    }


def test_the_sound_workbook_is_written():
    assert [story.follow(story.workbook_of(seed)) for seed in story.seeds()] == ["written"] * len(
        story.seeds()
    )


ODD = st.sampled_from(
    [
        b"-1",
        b"",
        b"9" * 20,
        b"A0",
        b"XFD1048576",
        b"s",
        b"&#xD800;",
        b"&#x0;",
        b"\xff",
        "²".encode(),
        b"NaN",
        b"shared",
    ]
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.data(), ODD)
def test_a_value_made_odd_anywhere_ends_in_words_or_whole(data, odd):
    name = data.draw(st.sampled_from(story.CHOICES[1:]))
    content = story.PARTS[name]
    at = data.draw(
        st.sampled_from([i for i, byte in enumerate(content) if byte == ord('"')] or [0])
    )
    end = content.find(b'"', at + 1)
    changed = story.packed(
        {**story.PARTS, name: content[: at + 1] + odd + content[max(end, at + 1) :]}
    )
    assert story.follow(changed) in {"unreadable", "refused", "written"}
