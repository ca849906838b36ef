from blueprints.contract import Note, Place
from blueprints.sagemaker_inf2 import Settings, preflight
from blueprints.sagemaker_inf2_notes import machines_during_update
from tests.blueprints.sagemaker_inf2_building import HUB, OWN_IMAGE, PLACE, SECRET, settings
from tests.policies.building import facts


def told(given: Settings, environment: str = "prod", place: Place = PLACE) -> list[Note]:
    return preflight(given, facts(environment), place)


def note(notes: list[Note], topic: str) -> str:
    return "\n".join(each.message for each in notes if each.topic == topic)


def test_quotas_count_the_machines_that_stand_during_an_update() -> None:
    assert machines_during_update({"max_instances": 10}, {"policy": "blue-green"}) == 20
    assert machines_during_update({"max_instances": 10}, {"policy": "rolling", "batch_percent": 25}) == 13
    message = note(told(settings()), "quota")
    assert "'ml.inf2.48xlarge for endpoint usage' in us-east-1: at least 10, and 15 while an update runs" in message


def test_what_stays_on_at_night_is_told_with_its_hours() -> None:
    shrinks = note(told(settings(), "dev"), "schedule")
    assert "shrinks to one instance, which stays on" in shrinks
    assert "730 h a month" in shrinks
    assert "keeps 1 to 2 instances on" in note(told(settings(schedule=False), "dev"), "schedule")
    assert "keeps 1 on" in note(told(settings(scaling={"maxInstances": 1}), "dev"), "schedule")
    assert note(told(settings(), "prod"), "schedule") == ""


def test_compiled_weights_are_told_with_what_they_must_be_compiled_for() -> None:
    message = note(told(settings()), "data")
    assert "llama-2-7b/ must hold the Neuron artefacts" in message
    # Where the stack makes the store, the folder is empty at first.
    assert "pulumi up --target '**AwsBaseline**'" in message
    assert "batch size 4, 2048 tokens, tensor parallel size 8" in message


def test_idle_cores_and_a_smaller_machine_are_told() -> None:
    message = note(told(settings()), "fit")
    assert "8 of the 24 NeuronCores of ml.inf2.48xlarge" in message
    assert "ml.inf2.24xlarge has 12" in message
    assert "idle" not in note(told(settings(instanceType="ml.inf2.xlarge", tensorParallelSize=2)), "fit")


def test_the_memory_of_the_cores_is_told() -> None:
    # Weights 6738415616 x 2 / 2^30 / 8 = 1.57 GiB; cache 4 x 2048 tokens x 524,288 bytes / 8 = 0.50 GiB.
    assert "takes 2.1 of 16 GiB of each of 8 NeuronCores" in note(told(settings()), "fit")
    assert "not in the catalogue" in note(told(settings(model="nobody/knows-it")), "fit")


def test_a_hub_model_is_told_what_it_opens() -> None:
    gated = settings(weights=None, hub={**HUB, "tokenSecretArn": SECRET}, image=OWN_IMAGE)
    message = note(told(gated), "access")
    assert "huggingface.co" in message
    assert "sagemaker-network-isolation" in message
    assert "No published image reads a token" in message
    assert note(told(settings()), "access") == ""


def test_a_region_without_a_known_price_is_told() -> None:
    assert note(told(settings()), "price") == ""
    elsewhere = told(settings(), place=Place(aws_region="eu-west-1"))
    assert note(elsewhere, "price") == "The catalogue has no price of ml.inf2.48xlarge in eu-west-1."


def test_captured_data_is_told() -> None:
    assert "5 % of the requests" in note(told(settings(dataCapture={"samplingPercent": 5})), "data")
