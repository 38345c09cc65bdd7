"""The signs as pixels, in light and dark themes, on screens with few and with many dots.

With `MULLIGAN_PICTURES` set to a folder, each picture is written there to be looked at.
"""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mulligan.view import View
from tests.support.imgui_pixels import SIZE, THEMES, Picture, picture, save_png

ERROR = View(
    is_error_state=True,
    headline="edit of gui raised in its first frames and was undone; running the last good code",
    last_error="Traceback (most recent call last):\nValueError: boom",
    last_error_line="ValueError: " + "a long message that has to wrap somewhere " * 4,
    refused="edit of gui",
)
VIEWS = {
    "refused": ERROR,
    "dismissed": replace(ERROR, dismissed=True),
    "poisoned": replace(ERROR, headline="an undo failed; restart the app", poisoned=True),
    "poisoned_dismissed": replace(ERROR, poisoned=True, dismissed=True),
    "unrecorded": View(journal_problem="the disk is full"),
    "busy": View(busy="capturing the state (last time 1.4 s)"),
    "success": View(success="reloaded gui", success_at=time.monotonic() + 1e6),
    "nothing": View(),
}
EXPECTED_EDGE = {  # the channel that dominates the edge, and how strongly it does at least
    "refused": (0, 100),
    "dismissed": (0, 100),
    "poisoned": (0, 100),
    "poisoned_dismissed": (0, 100),
    "busy": (2, 50),
    "success": (1, 50),
}


def look(name: str, theme: str, scale: float = 1.0) -> Picture:
    """Render a view, and write it where somebody wants to look at it."""
    image = picture(VIEWS[name], theme=theme, scale=scale)
    if folder := os.environ.get("MULLIGAN_PICTURES"):
        save_png(image, Path(folder) / f"{name}_{theme}_{scale:g}.png")
    return image


def reddened(image: Picture, bare: Picture, region: tuple[slice, slice]) -> float:
    """How much redder than green a region became, in levels of 255."""
    changed = image[region].astype(float) - bare[region].astype(float)
    return float((changed[..., 0] - changed[..., 1]).mean())


def contrast(first: np.ndarray, second: np.ndarray) -> float:
    """The contrast ratio of WCAG 2 between two colours: from 1, none, to 21."""

    def luminance(color: np.ndarray) -> float:
        part = color / 255
        linear = np.where(part <= 0.03928, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
        return float(linear @ np.array([0.2126, 0.7152, 0.0722]))

    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def most_common_and_brightest(region: Picture) -> tuple[np.ndarray, np.ndarray]:
    """The ground of a sign and its text."""
    pixels = region.reshape(-1, 3)
    colors, counts = np.unique(pixels, axis=0, return_counts=True)
    ground = colors[counts.argmax()]
    frequent = colors[counts >= 3]
    return ground.astype(float), frequent[frequent.sum(axis=1).argmax()].astype(float)


MIDDLE = (slice(SIZE[1] * 2 // 3, SIZE[1] - 80), slice(SIZE[0] // 4, SIZE[0] * 3 // 4))
TOP = (slice(12, 100), slice(SIZE[0] // 4, SIZE[0] * 3 // 4))


@pytest.mark.parametrize("theme", THEMES)
def test_refused_edit_tints_the_app_and_leaves_it_readable(theme: str) -> None:
    """The app's ground turns red, and what is drawn on it keeps most of its contrast."""
    bare, image = look("nothing", theme), look("refused", theme)
    assert reddened(image, bare, MIDDLE) > 12
    assert image[MIDDLE].std() > 0.6 * bare[MIDDLE].std()


@pytest.mark.parametrize("theme", THEMES)
def test_poisoned_app_is_tinted_more_strongly(theme: str) -> None:
    """Nobody should take it for a mere refusal."""
    bare = look("nothing", theme)
    refused = reddened(look("refused", theme), bare, MIDDLE)
    assert reddened(look("poisoned", theme), bare, MIDDLE) > 1.4 * refused


@pytest.mark.parametrize("theme", THEMES)
def test_dismissed_error_frees_the_app_but_for_the_edge(theme: str) -> None:
    """The middle is as without any sign."""
    bare, image = look("nothing", theme), look("dismissed", theme)
    assert (image[MIDDLE] == bare[MIDDLE]).all()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", EXPECTED_EDGE)
def test_edge_has_the_colour_of_the_sign(name: str, theme: str) -> None:
    """All four sides of the window."""
    channel, strength = EXPECTED_EDGE[name]
    image = look(name, theme).astype(int)
    height, width, _ = image.shape
    for row, column in (
        (1, width // 2),
        (height - 2, width // 2),
        (height // 2, 1),
        (height // 2, width - 2),
    ):
        pixel = image[row, column]
        others = [pixel[other] for other in range(3) if other != channel]
        assert pixel[channel] - min(others) > strength
        assert pixel[channel] == max(pixel)


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["refused", "poisoned"])
def test_banner_can_be_read(name: str, theme: str, scale: float) -> None:
    """Its words have the contrast that WCAG asks of text (4.5), under the tint, in any theme."""
    image = look(name, theme, scale)
    rows, columns = (slice(round(each.start * scale), round(each.stop * scale)) for each in TOP)
    ground, text = most_common_and_brightest(image[rows, columns])
    assert contrast(ground, text) > 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("success", (slice(16, 36), slice(380, 520))),
        ("unrecorded", (slice(560, 585), slice(330, 570))),
        ("busy", (slice(290, 310), slice(350, 550))),
        ("dismissed", (slice(16, 36), slice(700, 880))),
    ],
)
def test_labels_can_be_read(name: str, region: tuple[slice, slice], theme: str) -> None:
    """Each on its own ground, where it belongs."""
    image, bare = look(name, theme), look("nothing", theme)
    assert (image[region] != bare[region]).mean() > 0.5
    ground, text = most_common_and_brightest(image[region])
    assert contrast(ground, text) > 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_no_sign_changes_no_pixel(theme: str) -> None:
    """A session with nothing to say leaves the app as it is."""
    assert (look("nothing", theme) == look("nothing", theme)).all()
