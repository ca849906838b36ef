"""Defaults of rules about accelerators name what the catalogue holds."""

from fnmatch import fnmatchcase

from accel.catalog.accelerators import accelerators
from policies.cost.purchase_allowed import RULE


def test_every_pattern_of_what_is_refused_matches_an_accelerator() -> None:
    for settings in (RULE.settings.dev, RULE.settings.staging):
        assert settings.refused
        for pattern in settings.refused:
            assert any(fnmatchcase(name, pattern) for name in accelerators()), pattern


def test_what_is_refused_is_large_and_what_development_is_meant_for_is_not() -> None:
    def refused(name: str) -> bool:
        return any(fnmatchcase(name, pattern) for pattern in RULE.settings.dev.refused)

    assert refused("nvidia-h100-80gb")
    assert refused("aws-trainium1")
    assert not any(
        map(refused, ("nvidia-l4", "nvidia-tesla-t4", "nvidia-a10g", "aws-inferentia2", "tpu-v5e", "tpu-v6e"))
    )
