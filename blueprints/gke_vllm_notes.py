"""What to ask for and to know before a vLLM server on GKE is made."""

from collections.abc import Iterator

from accel.catalog import gke
from accel.catalog.gcp import deployer_role
from accel.catalog.prices import price
from accel.planning.stack import StackFacts
from blueprints.contract import Note, Place
from blueprints.gke_vllm_fit import fit_notes
from blueprints.gke_vllm_settings import ClusterCreate, Settings
from blueprints.gke_vllm_sizes import Sizes, cloud_name, working_hours

_PRICED_AS = {gke.SPOT: "spot"}


def notes(settings: Settings, facts: StackFacts, place: Place, found: Sizes) -> list[Note]:
    """Return all notes on one use of the blueprint."""
    return [
        *_quota(settings, place, found),
        *_zones(settings, found),
        *_price(settings, place, found),
        *fit_notes(settings),
        *_schedule(settings, facts, found),
        *_access(settings, facts, place),
        *_data(settings, found),
    ]


def _quota(settings: Settings, place: Place, found: Sizes) -> Iterator[Note]:
    gpus = found.max_nodes * found.node_gpus
    if found.purchase == gke.RESERVED:
        text = f"a reservation of {found.max_nodes} {settings.node_pool.machine_type} in {', '.join(found.zones)}"
        yield Note("quota", settings.name, f"{text}; it holds its own quota")
        return
    name = gke.quota(found.accelerator, found.purchase)
    regional = f"{name} in {place.gcp_region}" if name else f"that of {found.accelerator} in {place.gcp_region}"
    yield Note(
        "quota",
        settings.name,
        f"Compute Engine quota {regional}: at least {gpus}; and {gke.global_quota()} of the project: {gpus} more than "
        "all other GPUs. New projects have 0; a quota for on-demand GPUs does not cover spot ones.",
    )


def _zones(settings: Settings, found: Sizes) -> Iterator[Note]:
    sold = [zone for zone in gke.zones(settings.node_pool.machine_type) if zone in found.zones]
    doubt = [zone for zone in found.zones if zone not in sold]
    seen = (
        f"{settings.node_pool.machine_type} was seen sold in {', '.join(sold)}"
        if sold
        else "no zone is known to sell it"
    )
    unsure = f"; {', '.join(doubt)}: make sure" if doubt else ""
    yield Note("zone", settings.name, f"{seen}{unsure}. No zone is sure to have any left; pods wait until one has.")


def _price(settings: Settings, place: Place, found: Sizes) -> Iterator[Note]:
    bought = _PRICED_AS.get(found.purchase, "on_demand")
    region, machine_type = place.gcp_region, settings.node_pool.machine_type
    if region is not None and price("gcp", region, machine_type, bought) is None:
        yield Note("price", settings.name, f"The catalogue has no {bought} price of {machine_type} in {region}.")


def _schedule(settings: Settings, facts: StackFacts, found: Sizes) -> Iterator[Note]:
    namespace = settings.namespace or settings.name
    wake = f"`kubectl --namespace {namespace} scale deployment/{settings.name} --replicas={max(1, found.min_replicas)}`"
    hours = working_hours(settings, facts)
    if hours is not None:
        yield Note(
            "schedule",
            settings.name,
            f"No pod, and after some minutes no GPU node, outside {hours['start_hour']}:00 to {hours['stop_hour']}:00 "
            f"on {', '.join(hours.get('days', []))} ({hours.get('timezone')}). At other times: {wake}.",
        )
    elif found.min_replicas == 0:
        yield Note("schedule", settings.name, f"Made asleep, without a GPU node. Wake it: {wake}; 0 puts it back.")
    if found.min_nodes > 0:
        stays = f"{found.min_nodes} GPU nodes stay on day and night"
        yield Note("schedule", settings.name, f"{stays}; the cluster's system nodes do too.")
    elif settings.cluster.existing is None:
        yield Note("schedule", settings.name, "The cluster and its system nodes stay on when no GPU node is there.")


def _access(settings: Settings, facts: StackFacts, place: Place) -> Iterator[Note]:
    existing = settings.cluster.existing
    name = existing.name if existing else cloud_name(settings, facts)
    by_name = existing.dns_endpoint is not None if existing else _create(settings).dns_endpoint
    flag = "--dns-endpoint" if by_name else "--internal-ip"
    how = (
        "needs container.clusters.connect in IAM"
        if by_name
        else "must run where the private address is reached: inside the network, by VPN, or through a bastion"
    )
    where = f"--location {place.gcp_region} --project {place.gcp_project}"
    yield Note(
        "access",
        settings.name,
        f"Whoever runs `pulumi up` {how}, with gke-gcloud-auth-plugin on PATH; "
        f"`gcloud container clusters get-credentials {name} {where} {flag}` does the same for kubectl.",
    )
    yield Note(
        "access",
        settings.name,
        f"It takes {deployer_role('administer-cluster')} to make roles inside the cluster, and "
        f"{deployer_role('attach-account')} on the nodes' service account to make nodes.",
    )
    if not settings.mirror_images:
        yield Note("access", settings.name, "Images come from public registries: the nodes need Cloud NAT.")


def _data(settings: Settings, found: Sizes) -> Iterator[Note]:
    if settings.weights is not None:
        yield Note(
            "data",
            settings.name,
            f"Pods start once weights of {settings.model} are there: after the first `pulumi up`, `gcloud storage cp "
            "--recursive <folder>/* <output weightsUri>`; config.json, tokenizer and *.safetensors.",
        )
    else:
        yield Note(
            "data",
            settings.name,
            f"Each new pod downloads {settings.model} from the hub: minutes more to start, Cloud NAT on the way, and "
            "its network policy opens HTTPS to every address.",
        )
    if found.purchase == gke.SPOT:
        cut = f"a pod has less than drainSeconds ({settings.drain_seconds}) to finish its answers"
        yield Note("data", settings.name, f"Spot nodes are taken back at any moment, with seconds of notice: {cut}.")


def _create(settings: Settings) -> ClusterCreate:
    return settings.cluster.create or ClusterCreate()
