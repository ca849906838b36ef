import pytest

from accel.catalog.services import REFERENCE_REGIONS, services, unit_price, unit_prices_of


@pytest.mark.parametrize(
    ("cloud", "region", "service", "unit", "usd"),
    [
        # infracost 95ba4f49 golden files, us-east-1 and us-central1
        ("aws", "us-east-1", "nat_gateway", "hour", 0.045),
        ("aws", "us-east-1", "kms_key", "month", 1),
        ("aws", "us-east-1", "secretsmanager_secret", "month", 0.4),
        ("aws", "us-east-1", "cloudtrail_data_events", "100k events", 0.1),
        ("aws", "us-east-1", "s3_get_requests", "1k requests", 0.0004),
        ("aws", "us-east-1", "vpc_endpoint_interface", "hour", 0.01),
        ("aws", "us-east-1", "sagemaker_endpoint_storage", "GB-month", 0.112),
        ("gcp", "us-central1", "dns_zone", "month", 0.2),
        ("gcp", "us-central1", "gke_management_fee", "hour", 0.1),
        ("gcp", "us-central1", "kms_key_version", "month", 0.06),
        ("gcp", "us-central1", "logging_storage", "GB", 0.5),
        # google-cloud-pricing-cost-calculator fd66b26f
        ("gcp", "asia-northeast1", "pd_balanced", "GB-month", 0.13),
        # cloud.google.com/storage/pricing, read on 2026-09-20
        ("gcp", "us-central1", "gcs_class_a_operations", "1k operations", 0.005),
    ],
)
def test_unit_prices_are_those_of_their_sources(cloud: str, region: str, service: str, unit: str, usd: float) -> None:
    found = unit_price(cloud, region, service)
    assert found is not None
    assert (found.unit, found.usd, found.exact, found.region) == (unit, usd, True, region)


def test_a_region_without_a_price_gets_the_one_of_the_reference_region_and_says_so() -> None:
    found = unit_price("aws", "eu-west-1", "kms_key")
    assert found is not None
    assert (found.region, found.exact) == ("us-east-1", False)


def test_a_region_with_a_price_of_its_own_keeps_it() -> None:
    own, reference = unit_price("gcp", "europe-west4", "pd_ssd"), unit_price("gcp", "us-central1", "pd_ssd")
    assert own is not None
    assert reference is not None
    assert (own.usd, own.exact) == (0.187, True)
    assert reference.usd == 0.17


@pytest.mark.parametrize(("cloud", "service"), [("aws", "gke_management_fee"), ("gcp", "nothing"), ("moon", "kms_key")])
def test_a_service_that_nobody_priced_has_no_price(cloud: str, service: str) -> None:
    assert unit_price(cloud, "anywhere", service) is None


def test_services_of_a_cloud_are_its_own() -> None:
    assert "kms_key" in services("aws")
    assert "kms_key" not in services("gcp")
    assert services() >= services("aws") | services("gcp") | services("azure")


# Without a source there: elsewhere than in their own regions these stay unpriced.
GAPS = {
    ("aws", "egress_internet_over_150tb"),
    *(
        ("azure", service)
        for service in (
            "blob_hot_grs_storage",
            "blob_hot_grs_writes",
            "blob_hot_ragrs_storage",
            "blob_hot_ragrs_writes",
            "container_registry_premium",
            "log_analytics_ingest",
            "log_analytics_retention",
            "nat_gateway",
            "nat_gateway_data",
        )
    ),
}


def test_every_service_has_a_price_where_the_cloud_is_looked_up_first_but_for_known_gaps() -> None:
    found = {
        (cloud, service): unit_price(cloud, region, service)
        for cloud, region in REFERENCE_REGIONS.items()
        for service in services(cloud)
    }
    assert {key for key, price in found.items() if price is None} == GAPS
    assert all(price.exact for price in found.values() if price is not None)


def test_prices_of_a_service_name_each_region_once() -> None:
    regions = [row.region for row in unit_prices_of("pd_ssd")]
    assert regions == ["asia-northeast1", "europe-west4", "us-central1"]
    assert unit_prices_of("nothing") == ()
