"""Make the README's pictures: `python -m tests.e2e.screenshots` writes docs/images/*.png."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.support.main_story import host_app_story
from tests.support.story_moments import play_moments

IMAGES = Path(__file__).parents[2] / "docs" / "images"


def main() -> None:
    """Play the main job and save each moment."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, host_app_story(Path(folder)) as story:
        for moment in play_moments(story, pictures=IMAGES):
            sys.stdout.write(f"{moment}\n")


if __name__ == "__main__":
    main()
