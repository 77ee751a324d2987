"""[spikes]: what is out of the usual."""

from pathlib import Path

import pytest

from social_care.config import FILE_NAME, load
from social_care.errors import ConfigError
from social_care.models.spike import SpikeRules
from tests.world import HOUR, MINUTE


def read(folder: Path, text: str) -> SpikeRules:
    path = folder / FILE_NAME
    path.write_text(text, encoding="utf-8")
    return load(path).spikes


def test_without_the_section_it_is_as_shipped(tmp_path: Path) -> None:
    assert read(tmp_path, "") == SpikeRules() == load(Path("config/social-care.toml")).spikes


def test_every_setting_is_read(tmp_path: Path) -> None:
    text = (
        "[spikes]\nwindow_minutes = 60\nleast = 20\ntimes = 2.5\n"
        "cool_down_minutes = 240\nfixed = 50\nfixed_negative = 0.9\n"
    )
    assert read(tmp_path, text) == SpikeRules(
        window_ms=60 * MINUTE,
        least=20,
        times=2.5,
        cool_down_ms=4 * HOUR,
        fixed=50,
        fixed_negative=0.9,
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("window_minutes = 1", "spikes.window_minutes: must be between 5 and 240"),
        ("times = 1", "spikes.times: must be between 1.1 and 100"),
        ("least = 2.5", "spikes.least: must be between 3 and 100000"),
        ('fixed = "many"', "spikes.fixed: must be a number"),
        ("cooldown_minutes = 5", 'did you mean "cool_down_minutes"?'),
    ],
)
def test_faults_are_told_with_their_place(tmp_path: Path, line: str, told: str) -> None:
    with pytest.raises(ConfigError) as error:
        read(tmp_path, f"[spikes]\n{line}\n")
    assert told in "\n".join(error.value.problems)
