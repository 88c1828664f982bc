"""Text can be read: every pair of ink and ground has a contrast of at least 4.5, in light, dark and print."""

import re

import pytest

from reports.page import ASSETS

CSS = (ASSETS / "page.css").read_text(encoding="utf-8")

PAIRS = [
    *[
        (ink, ground)
        for ink in ("ink", "muted", "accent", "late", "warn", "good")
        for ground in ("surface", "page", "raised")
    ],
    ("late", "late-tint"),
    ("warn", "warn-tint"),
    ("good", "good-tint"),
    ("accent", "accent-tint"),
    ("ink", "accent-tint"),
]
FILLS = ("fill-overdue", "fill-week", "mark")


def palettes():
    found = [
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
        for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    ]
    return dict(zip(("light", "dark", "print"), found, strict=True))


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself_is_right():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(scheme, ink, ground):
    palette = palettes()[scheme]
    assert contrast(palette[ink], palette[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
@pytest.mark.parametrize("fill", FILLS)
def test_bars_stand_out_from_the_card(scheme, fill):
    palette = palettes()[scheme]
    assert contrast(palette[fill], palette["surface"]) >= 3


def test_every_colour_that_is_used_is_declared_in_each_scheme():
    used = set(re.findall(r"var\(--([\w-]+)\)", CSS))
    for palette in palettes().values():
        assert used <= set(palette)
