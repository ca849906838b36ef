import pytest

from accel.catalog.names import UnknownName
from accel.catalog.prices import current_prices
from accel.catalog.providers import provider, providers, tiers


@pytest.mark.parametrize(
    ("tier", "sla_class", "names"),
    [
        # Guide, section 1, structure of the market.
        (1, "99.9%+", {"aws", "gcp", "azure"}),
        (2, "99.5-99.9%", {"coreweave", "lambda"}),
        (3, "best effort", {"vast", "runpod"}),
        (4, "none stated", {"replicate", "modal", "banana"}),
    ],
)
def test_tiers_are_those_of_the_guide(tier: int, sla_class: str, names: set[str]) -> None:
    assert {provider(name).tier for name in names} == {tier}
    assert {provider(name).sla_class for name in names} == {sla_class}


@pytest.mark.parametrize("name", ["together", "nebius", "crusoe"])
def test_gpu_clouds_that_the_guide_gives_no_tier_are_gpu_clouds(name: str) -> None:
    assert provider(name).tier == 2
    assert provider(name).rentable


def test_uptimes_fall_with_the_tier() -> None:
    first, second, third = (tiers()[number] for number in (1, 2, 3))
    assert first.uptime_from_percent == second.uptime_to_percent == 99.9
    assert second.uptime_from_percent == 99.5
    assert third.uptime_from_percent is None


def test_every_cloud_with_a_price_is_a_provider_and_every_way_to_buy_with_a_price_is_one_of_its() -> None:
    for row in current_prices():
        ways = provider(row.cloud).purchases
        assert any(row.purchase.startswith(way) for way in ways), (row.cloud, row.purchase)


def test_what_has_shut_down_is_kept_and_not_rentable() -> None:
    assert [name for name, entry in providers().items() if not entry.rentable] == ["banana"]


def test_an_unknown_provider_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(UnknownName, match="did you mean 'coreweave'"):
        provider("corewave")
