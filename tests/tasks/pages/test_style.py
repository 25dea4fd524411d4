"""Everything can be read, by day and by night."""

import pytest

from tasks.pages.style import DARK, LIGHT, STYLES, TEXT_ON

MIN_CONTRAST = 4.5
"""WCAG 2.2, level AA, for text."""


def luminance(colour: str) -> float:
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "back"), TEXT_ON)
def test_text_stands_out_from_what_it_stands_on(colours: dict[str, str], ink: str, back: str) -> None:
    low, high = sorted(luminance(colours[name]) for name in (ink, back))
    assert (high + 0.05) / (low + 0.05) >= MIN_CONTRAST


def test_night_has_a_colour_for_each_of_day_and_every_colour_in_use_is_defined() -> None:
    assert LIGHT.keys() == DARK.keys()
    used = {part.split(")")[0] for part in STYLES.split("var(--")[1:]}
    assert used <= LIGHT.keys()
    assert "prefers-color-scheme:dark" in STYLES
