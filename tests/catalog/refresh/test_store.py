"""The tables after a refresh: newest wins, losers stay, rows have their sources, and a crash shows nothing halfway."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from accel.catalog import prices, tables
from accel.catalog.machines import machines
from accel.catalog.refresh import store
from accel.catalog.refresh.answer import Answer, Api, Key, Refused, Scope
from accel.catalog.refresh.clouds import Outcome
from accel.catalog.refresh.plausible import judge
from accel.catalog.tables import source_of

Refreshed = Callable[..., Outcome]
Files = Callable[[], dict[str, bytes]]
KEY = Key("azure", "eastus", "Standard_NC4as_T4_v3", "on_demand")


def answer(usd: dict[Key, float], date: str = "2026-11-24") -> Answer:
    api = Api("azure-retail-prices", "https://prices.azure.com/api/retail/prices", date)
    return Answer((Scope("azure", frozenset({"eastus"}), frozenset({"on_demand", "spot"}), api),), usd)


def put(data: Path, usd: dict[Key, float], date: str = "2026-11-24") -> store.Change:
    table = store.load("azure", data)
    found = answer(usd, date)
    rows, change = store.merged(table, found)
    store.write(table, rows, (scope.api for scope in found.scopes))
    return change


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


@pytest.fixture
def catalogue(data: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The catalogue's own look-ups, on the folder of this test."""
    # Read before the folder changes, which has prices and sources alone.
    machines()
    monkeypatch.setattr(tables, "_DATA", data)
    caches = (tables.sources, source_of, prices._columns, prices._rows)
    for cache in caches:
        cache.cache_clear()
    yield prices
    monkeypatch.undo()
    for cache in caches:
        cache.cache_clear()


def test_the_catalogue_answers_with_the_refreshed_price_its_api_and_its_day(
    refreshed: Refreshed, catalogue: Any
) -> None:
    refreshed("aws")
    found = catalogue.price("aws", "us-east-1", "p5.48xlarge")
    assert (found.usd_per_hour, found.source_date) == (55.04, "2026-11-18")
    assert found.source.startswith("https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonEC2/")
    assert catalogue.price("aws-sagemaker", "eu-west-1", "ml.inf2.xlarge").usd_per_hour == 1.09


def test_a_source_that_is_newer_than_the_published_list_still_wins(data: Path, catalogue: Any) -> None:
    put(data, {KEY: 0.6}, "2026-01-01")
    assert catalogue.price("azure", "eastus", KEY.item).usd_per_hour == 0.526


def test_rows_of_other_sources_and_of_other_purchases_stay(refreshed: Refreshed, data: Path) -> None:
    before = rows(data / "prices_aws.csv")
    refreshed("aws")
    after = rows(data / "prices_aws.csv")
    assert [row for row in before if row not in after] == []
    assert ["aws", "us-east-1", "g6.xlarge", "spot", "0.3", "ec2info-spot"] in after


def test_the_tables_stay_in_order_and_every_row_names_a_known_source(refreshed: Refreshed, data: Path) -> None:
    for cloud in ("aws", "azure", "gcp"):
        refreshed(cloud)
    known = [row[0] for row in rows(data / "sources.csv")[1:]]
    assert known == sorted(known)
    for cloud in ("aws", "azure", "gcp"):
        found = rows(data / f"prices_{cloud}.csv")[1:]
        assert [row[:4] for row in found] == sorted(row[:4] for row in found)
        assert {name for row in found for name in row[-1].split("+")} <= set(known)


def test_a_second_refresh_of_the_same_day_changes_no_byte(refreshed: Refreshed, files: Files) -> None:
    first = refreshed("azure").change
    before = files()
    second = refreshed("azure").change
    assert files() == before
    assert (second.added, second.changed, second.withdrawn) == (0, 0, 0)
    assert second.unchanged == first.added + first.changed + first.unchanged


def test_a_later_refresh_replaces_the_rows_and_the_source_of_the_earlier_one(data: Path) -> None:
    put(data, {KEY: 0.5}, "2026-11-01")
    change = put(data, {KEY: 0.6}, "2026-11-24")
    mine = [row for row in rows(data / "prices_azure.csv") if row[-1].startswith("azure-retail-prices")]
    assert mine == [["azure", "eastus", KEY.item, "on_demand", "0.6", "azure-retail-prices-2026-11-24"]]
    assert [row[0] for row in rows(data / "sources.csv") if row[0].startswith("azure-retail-prices")] == [mine[0][-1]]
    assert change == store.Change(added=0, changed=1, unchanged=0, withdrawn=0)


def test_what_the_api_no_longer_states_is_withdrawn_in_the_regions_asked_for(data: Path) -> None:
    spot = Key("azure", "eastus", KEY.item, "spot")
    put(data, {KEY: 0.5, spot: 0.1}, "2026-11-01")
    assert put(data, {KEY: 0.5}).withdrawn == 1
    assert not [row for row in rows(data / "prices_azure.csv") if row[3] == "spot"]


def test_an_older_answer_does_not_replace_a_newer_one(data: Path, files: Files) -> None:
    put(data, {KEY: 0.5}, "2026-11-24")
    before = files()
    with pytest.raises(Refused, match="the answer is of 2026-11-01, the known price is newer, of 2026-11-24"):
        put(data, {KEY: 0.6}, "2026-11-01")
    assert files() == before


def test_the_catalogue_s_own_tables_are_written_back_as_they_are(tmp_path: Path) -> None:
    for name in ("sources.csv", "prices_aws.csv", "prices_azure.csv", "prices_gcp.csv"):
        copy = tmp_path / name
        copy.write_bytes((store.DATA / name).read_bytes())
        store._replace(copy, store._read(copy))
        assert copy.read_bytes() == (store.DATA / name).read_bytes()


@pytest.mark.parametrize("failing", [1, 2, 3])
def test_a_crash_at_any_step_of_writing_leaves_each_file_whole_and_each_row_its_source(
    failing: int, data: Path, monkeypatch: pytest.MonkeyPatch, files: Files
) -> None:
    put(data, {KEY: 0.5}, "2026-11-01")
    before = files()
    steps = 0
    replace = Path.replace

    def crash(self: Path, target: Path) -> Path:
        nonlocal steps
        steps += 1
        if steps == failing:
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", crash)
    with pytest.raises(OSError, match="No space left"):
        put(data, {KEY: 0.6})
    after = files()
    assert set(after) == set(before)
    table = after["prices_azure.csv"]
    assert (table == before["prices_azure.csv"]) == (failing <= 2)
    known = {line.split(",")[0] for line in after["sources.csv"].decode().splitlines()}
    assert {line.rsplit(",", 1)[1] for line in table.decode().splitlines()[1:]} <= known


def test_a_table_that_somebody_else_has_changed_meanwhile_is_not_overwritten(data: Path) -> None:
    table = store.load("azure", data)
    found = answer({KEY: 0.6})
    merged, _ = store.merged(table, found)
    put(data, {KEY: 0.5})
    before = (data / "prices_azure.csv").read_bytes()
    with pytest.raises(Refused, match=r"prices_azure\.csv was changed by somebody else meanwhile"):
        store.write(table, merged, (scope.api for scope in found.scopes))
    assert (data / "prices_azure.csv").read_bytes() == before


def test_the_mode_of_a_table_is_kept(data: Path) -> None:
    path = data / "prices_azure.csv"
    path.chmod(0o640)
    put(data, {KEY: 0.5})
    assert path.stat().st_mode & 0o777 == 0o640


def known(count: int) -> dict[Key, float]:
    return {Key("azure", "eastus", f"Standard_{number}", "on_demand"): 2.0 for number in range(count)}


@pytest.mark.parametrize(("before", "now", "passes"), [(10, 5, True), (10, 4, False), (1, 1, True), (0, 1, True)])
def test_an_answer_with_fewer_than_half_of_the_known_prices_is_refused(before: int, now: int, passes: bool) -> None:
    if passes:
        judge(answer(known(now)), known(before))
        return
    with pytest.raises(Refused, match="azure: the answer has 4 prices where 10 are known"):
        judge(answer(known(now)), known(before))


def test_an_answer_without_a_price_is_refused_even_where_none_is_known() -> None:
    with pytest.raises(Refused, match="the answer has 0 prices"):
        judge(answer({}), {})
    with pytest.raises(Refused, match="speaks of no region"):
        judge(Answer((), {}), {})


@pytest.mark.parametrize("usd", [0.0, -1.0, 1000.0, 700.0, float("nan"), float("inf"), 0.19, 20.1])
def test_one_price_that_cannot_be_refuses_the_answer(usd: float) -> None:
    with pytest.raises(Refused, match="Standard_0 on_demand"):
        judge(answer(known(3) | {Key("azure", "eastus", "Standard_0", "on_demand"): usd}), known(3))


def test_spot_prices_may_move_more_than_others() -> None:
    spot = {Key("azure", "eastus", "x", "spot"): 2.0}
    judge(answer(dict.fromkeys(spot, 0.1)), spot)
