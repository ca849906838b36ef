import json
import re
import time
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from html import escape
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accel.planning.cost.estimate import estimate
from accel.planning.graph import UNKNOWN, Graph, Secret
from accel.preview.hiding import Veil, veil_of
from accel.preview.preview import assembled
from tests.policies.building import facts, resource
from tests.preview.findings import finding

PASSWORD = 'pa"ss/wörd+1 <x>&y'
KEY = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEF\n-----END PRIVATE KEY-----\n"

ENCODINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON in UTF-8": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "JSON in JSON": lambda text: json.dumps(json.dumps(text)[1:-1])[1:-1],
    "a path of a URL": quote,
    "a part of a URL": lambda text: quote(text, safe=""),
    "a part of a URL in small letters": lambda text: re.sub(
        "%..", lambda escape: escape[0].lower(), quote(text, safe="")
    ),
    "a form": quote_plus,
    "markup": escape,
    "base64": lambda text: b64encode(text.encode()).decode(),
    "base64 for URLs": lambda text: urlsafe_b64encode(text.encode()).decode(),
    "base64 without padding": lambda text: b64encode(text.encode()).decode().rstrip("="),
}
UNMARKED = st.text(st.characters(exclude_characters="[]", exclude_categories=["Cs"]))


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_secret_is_found_within_a_text_however_it_is_encoded(encoding: str) -> None:
    assert Veil([PASSWORD]).text(f"a ({ENCODINGS[encoding](PASSWORD)}) b") == "a ([secret]) b"


@settings(max_examples=60)
@given(secret=UNMARKED.filter(lambda text: len(text) >= 6), before=UNMARKED, after=UNMARKED)
def test_no_text_around_a_secret_keeps_it_from_being_found(secret: str, before: str, after: str) -> None:
    veil = Veil([secret])
    for encode in ENCODINGS.values():
        form = encode(secret)
        assert form not in veil.text(before + form + after).replace("[secret]", "[]")


@settings(max_examples=60)
@given(secret=UNMARKED.filter(lambda text: len(text) >= 6), before=st.binary(max_size=8), after=st.binary(max_size=8))
def test_base64_of_a_text_around_a_secret_keeps_only_what_is_around_it(
    secret: str, before: bytes, after: bytes
) -> None:
    text = b64encode(before + secret.encode() + after).decode()
    first, _, last = Veil([secret]).text(text).partition("[secret]")
    assert len(first) <= len(before) * 8 // 6
    assert len(last.rstrip("=")) <= -(len(after) * -8 // 6)


@pytest.mark.parametrize("secret", ["", "x", "on", "dev"])
def test_a_secret_of_three_characters_hides_nothing_else(secret: str) -> None:
    assert Veil([secret]).text("x is on in dev") == "x is on in dev"
    assert not Veil([secret])


def test_a_secret_of_four_or_five_characters_is_hidden_as_a_word_of_its_own() -> None:
    veil = Veil(["prod", "admin"])
    assert veil.text("prod-eu of production: postgres://admin:@administrators") == (
        "[secret]-eu of production: postgres://[secret]:@administrators"
    )
    assert veil.text("data: cHJvZA== or cHJvZA, in xcHJvZA") == "data: [secret] or [secret], in xcHJvZA"


def test_a_line_of_a_key_is_hidden_where_it_is_indented_and_its_armour_is_not() -> None:
    veil = veil_of(Graph([resource("tls:index/privateKey:PrivateKey", "key", {"pem": Secret(KEY)})]))
    script = "".join(f"    {line}\n" for line in KEY.splitlines())
    assert veil.text(script) == "    -----BEGIN PRIVATE KEY-----\n    [secret]\n    -----END PRIVATE KEY-----\n"
    assert veil.text(f"<<{KEY}>>") == "<<[secret]>>"


def test_of_two_secrets_that_overlap_no_end_is_left() -> None:
    assert Veil(["abcdefgh", "efghijkl"]).text("-abcdefghijkl-") == "-[secret]-"
    assert Veil(["abcdefgh", "cdefgh", "cdefghijkl"]).text("-abcdefghijkl-") == "-[secret]-"


def test_secrets_are_found_in_inputs_outputs_and_whatever_they_hold() -> None:
    holder = resource(
        "a:b:C", "x", {"one": {"two": [Secret({"three": ["from-inputs", 40961357, True, None, UNKNOWN]})]}}
    )
    other = resource("a:b:C", "y", outputs={"token": Secret("from-outputs")})
    veil = veil_of(Graph([holder, other]))
    assert veil.text("from-inputs, from-outputs, 40961357, three, True") == "[secret], [secret], [secret], three, True"


def test_a_secret_output_of_the_stack_is_found_in_its_resources() -> None:
    quoting = resource("a:b:C", "x", {"text": "x-from-the-stack-y"})
    preview = assembled(
        Graph([quoting]), facts(), estimate(Graph([]), facts()), outputs={"a": Secret("from-the-stack")}
    )
    assert preview.inputs_of(quoting) == {"text": "x-[secret]-y"}


def test_property_values_are_shown_without_what_they_quote() -> None:
    veil = Veil(["hunter2", "40961357"])
    value = {"a": Secret("hunter2"), "b": ["x-hunter2-y", UNKNOWN, 40961357, 2], "hunter2": True, "c": None}
    assert veil.shown(value) == {
        "a": "[secret]",
        "b": ["x-[secret]-y", "[unknown]", "[secret]", 2],
        "[secret]": True,
        "c": None,
    }


def test_what_identifies_a_finding_stays() -> None:
    found = finding("weights is wrong", urn="urn:pulumi:s::p::a:b:C::weights")
    (clean,) = Veil(["weights", "s3-versioning", "mandatory"]).items([found])
    assert (clean.urn, clean.rule, clean.level) == (found.urn, found.rule, found.level)
    assert clean.message == "[secret] is wrong"


def test_a_secret_that_says_secret_does_not_spoil_its_own_mark() -> None:
    assert Veil(["secret"]).shown({"a": Secret("secret")}) == {"a": "[secret]"}


def test_time_grows_with_the_resources_and_not_with_the_secrets() -> None:
    def seconds(resources: int, secrets: int) -> float:
        tokens = [f"token-{number * 7919 % 99991:05}-{number:x}" for number in range(secrets)]
        inputs = [
            {"userData": f"run {number} of g6.xlarge with {tokens[number % secrets]}\n" * 3, "tags": {"n": number}}
            for number in range(resources)
        ]
        best = float("inf")
        for _ in range(3):
            veil = Veil(tokens)
            start = time.process_time()
            for value in inputs:
                veil.shown(value)
            best = min(best, time.process_time() - start)
        return best

    few = seconds(200, 200)
    # Linear is 10 times as much, quadratic 100 times.
    assert seconds(2_000, 200) < 30 * few
    assert seconds(200, 2_000) < 5 * few
