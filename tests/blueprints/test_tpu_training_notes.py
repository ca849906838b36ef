from typing import Any

import pytest

from accel.catalog import tpu
from tests.blueprints.tpu_training_building import HOURS, notes


def test_quotas_are_told_by_name_and_amount() -> None:
    (message,) = notes("prod", purchase="on-demand")["quota"]
    assert message == (
        "Cloud TPU API: TPUV5sLitepodServingPerProjectPerZoneForTPUAPI of 8 or more in us-west4-a, and "
        "TPUV5sLitepodServingPerProjectPerRegionForTPUAPI in us-west4"
    )
    assert "TPUV5sPreemptibleLitepodServingPerProjectPerZoneForTPUAPI of 8" in notes("dev")["quota"][0]
    assert "through the account team" in notes(purchase="reserved")["quota"][0]


def test_a_quota_without_a_known_name_is_told_in_words() -> None:
    changes = {"acceleratorType": "v4-32", "zone": "us-central2-b", "purchase": "on-demand"}
    assert notes(**changes)["quota"] == ["Cloud TPU API: 32 TensorCores of TPU v4 in us-central2-b, and in us-central2"]
    v3 = {"acceleratorType": "v3-8", "zone": "us-central1-a", "purchase": "spot"}
    assert "8 preemptible TensorCores of TPU v3" in notes(**v3)["quota"][0]


def test_zones_that_sell_the_slice_are_told() -> None:
    (message,) = notes()["zone"]
    assert all(zone in message for zone in tpu.zones(tpu.slice_of_type("v5litepod-8")))
    assert "make sure" not in message
    assert "us-west4-z is not among them: make sure" in notes(zone="us-west4-z", allowUnlistedZone=True)["zone"][0]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"purchase": "spot"}, "a spot TPU cannot be started again"),
        ({"purchase": "on-demand", "acceleratorType": "v5litepod-16"}, "4 machines"),
        ({"purchase": "on-demand", "schedule": False}, "schedule is false"),
    ],
)
def test_what_stays_on_at_night_is_told_with_the_reason(changes: dict[str, Any], reason: str) -> None:
    (message,) = notes("dev", profile={"schedule": HOURS}, **changes)["schedule"]
    assert message.startswith("stays on at night and at weekends, and is priced so: ")
    assert reason in message


def test_what_is_off_at_night_is_told_with_its_hours() -> None:
    (message,) = notes("dev", profile={"schedule": HOURS}, purchase="on-demand")["schedule"]
    assert "off outside working hours (start 0 8 * * 1,2,3,4,5, stop 0 19 * * 1,2,3,4,5, Europe/Berlin)" in message


def test_without_working_hours_nothing_is_told_of_them() -> None:
    assert "schedule" not in notes("prod")


def test_the_guides_image_on_v5e_is_told_to_be_of_another_generation() -> None:
    (message,) = notes(runtimeVersion="tpu-ubuntu2204-base")["fit"]
    assert "made for TPU v2, v3, v4" in message
    assert "fit" not in notes()


def test_interruption_and_reach_are_told_where_they_matter() -> None:
    assert "CHECKPOINT_URI" in notes("dev")["data"][0]
    assert "data" not in notes("prod")
    attach, reach = notes()["access"]
    assert "roles/iam.serviceAccountUser" in attach
    assert "Cloud NAT" in reach
    assert notes(startupScript=None)["access"] == [attach]
