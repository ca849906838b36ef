from tests.blueprints.gke_vllm_building import COMMIT, notes


def test_the_quota_is_named_as_the_machines_are_bought() -> None:
    assert "NVIDIA_L4_GPUS in us-central1: at least 10" in notes()["quota"][0]
    assert "PREEMPTIBLE_NVIDIA_L4_GPUS in us-central1: at least 1;" in notes("dev")["quota"][0]
    assert "GPUS_ALL_REGIONS" in notes()["quota"][0]
    assert "reservation" in notes(nodePool={"reservation": "r"})["quota"][0]


def test_how_to_wake_a_sleeping_server_is_told() -> None:
    (sleeping,) = [note for note in notes("dev")["schedule"] if "--replicas=1" in note]
    assert "kubectl --namespace chat scale deployment/chat --replicas=1" in sleeping
    assert "8:00 to 19:00" in sleeping
    without = notes("dev", schedule=False)["schedule"]
    assert any("Made asleep" in note for note in without)
    assert any("2 GPU nodes stay on" in note for note in notes()["schedule"])


def test_how_to_reach_the_control_plane_is_told() -> None:
    assert (
        "get-credentials test-chat --location us-central1 --project example-project --dns-endpoint"
        in (notes()["access"][0])
    )
    private = notes(cluster={"create": {"dnsEndpoint": False}})["access"][0]
    assert "--internal-ip" in private
    assert any("Cloud NAT" in note for note in notes(mirrorImages=False)["access"])


def test_the_roles_of_whoever_deploys_are_told() -> None:
    # The developer's role stops at the schedule's Role and at the metrics adapter's ClusterRole.
    assert any("roles/container.admin" in note and "serviceAccountUser" in note for note in notes()["access"])


def test_where_the_weights_go_is_told() -> None:
    assert "weightsUri" in notes()["data"][0]
    assert "Cloud NAT" in notes(weights=None, hub={"revision": COMMIT})["data"][0]
    assert any("Spot" in note for note in notes("dev")["data"])


def test_zones_and_prices_that_nobody_knows_are_told() -> None:
    assert "us-central1-a" in notes()["zone"][0]
    doubtful = notes(nodePool={"zones": ["us-central1-f"], "allowUnlistedZone": True})["zone"][0]
    assert "us-central1-f: make sure" in doubtful
    assert "price" not in notes()
