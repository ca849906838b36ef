"""Secrets of a program, copied to where nobody marked them, are in no form of its report."""

import html
import json
from base64 import b64encode
from dataclasses import replace
from urllib.parse import quote

import pytest

from accel.planning.graph import Graph, Secret
from accel.preview.comparison import read_base
from accel.preview.formats import FORMATS, form
from accel.preview.hiding import Veil
from accel.preview.preview import Preview, assembled, judge_graph
from accel.preview.sources import Sources
from accel.preview.terminal import render_text
from blueprints.contract import Note
from tests.policies.building import exemption, facts, resource
from tests.preview.findings import finding

PASSWORD = 'tiger-"7"/ö+<1>'
TOKEN = "hf_planted0123456789"
KEY_LINE = "MIIEvQIBADANBgkqhkiG9w0BAQEF"
SECRETS = (PASSWORD, TOKEN, KEY_LINE)
FORMS = ("terminal", *FORMATS)


def in_base64(text: str) -> str:
    return b64encode(text.encode()).decode()


def copies(secret: str) -> dict[str, str]:
    return {
        "plain": secret,
        "command": f"curl -H 'Authorization: Bearer {secret}' https://example.com",
        "json": json.dumps({"auth": {"password": secret}}),
        "url": f"postgres://user:{quote(secret, safe='')}@db/main",
        "data": in_base64(secret),
        "userData": in_base64(f"#!/bin/sh\nexport TOKEN={secret}\n"),
        "dockerAuth": json.dumps({"auth": in_base64(f"user:{secret}")}),
    }


@pytest.fixture(scope="module")
def preview() -> Preview:
    marked = resource(
        "random:index/bytes:Bytes",
        "marked",
        {"password": Secret(PASSWORD), "all": [Secret({"token": TOKEN})]},
        outputs={"pem": Secret(f"-----BEGIN KEY-----\n{KEY_LINE}\n-----END KEY-----\n")},
    )
    machine = resource("aws:ec2/instance:Instance", "machine", {"instanceType": f"g6.{TOKEN}", "region": "us-east-1"})
    bucket = resource("aws:s3/bucket:Bucket", "weights", {secret: copies(secret) for secret in SECRETS})
    said = "; ".join(text for secret in SECRETS for text in copies(secret).values())
    pardoned = exemption("s3-versioning", "weights").model_copy(update={"reason": f"said {said}"})
    graph, known = Graph([marked, machine, bucket]), facts("prod", exemptions=(pardoned,))
    judged = judge_graph(graph, known)
    noted = assembled(graph, known, judged.estimate, notes=[Note("data", f"of {said}", said)])
    quoting = noted.veil.items([finding(said), finding(said, "advisory", urn=bucket.urn)])
    return replace(noted, findings=(*quoting, *noted.findings))


def report(name: str, preview: Preview) -> str:
    if name == "terminal":
        # Wide, since a secret that is broken at the margin would not be found by this test.
        return render_text(preview, width=100_000) + render_text(preview, width=100_000, rules_only=True)
    base = read_base(form("json").render(replace(preview, findings=())))
    return form(name).render(preview, base=base, sources=Sources("stacks/Pulumi.test.yaml", ""), fail_on="advisory")


def traces(text: str) -> set[str]:
    """Return which copies of the secrets are in a report, however its form escapes text."""
    readings = [text, html.unescape(text), text.replace("\\\\", "\\").replace('\\"', '"').replace("\\u00f6", "ö")]
    return {
        copy
        for secret in SECRETS
        for copy in (secret, quote(secret, safe=""), in_base64(secret), json.dumps(secret)[1:-1])
        if any(copy in reading for reading in readings)
    }


@pytest.mark.parametrize("name", FORMS)
def test_no_form_shows_a_secret_or_a_copy_of_it(name: str, preview: Preview) -> None:
    text = report(name, preview)
    assert traces(text) == set()
    assert "[secret]" in html.unescape(text)


@pytest.mark.parametrize("name", FORMS)
def test_no_form_would_pass_without_the_veil(name: str, preview: Preview) -> None:
    quoting = (finding("; ".join(SECRETS)), *preview.findings)
    assert set(SECRETS) <= traces(report(name, replace(preview, veil=Veil(()), findings=quoting)))


@pytest.mark.parametrize("name", ["json", "html"])
def test_properties_that_copy_a_secret_would_show_it_without_the_veil(name: str, preview: Preview) -> None:
    assert in_base64(TOKEN) in report(name, replace(preview, veil=Veil(())))


def test_a_message_of_a_price_that_is_not_known_quotes_no_secret(preview: Preview) -> None:
    (unpriced,) = (item for item in preview.estimate.unpriced if item.urn.endswith("::machine"))
    assert "[secret]" in unpriced.reason


@pytest.mark.parametrize("name", FORMS)
def test_a_secret_of_one_letter_changes_no_report(name: str) -> None:
    told = finding("a bucket of aws")
    with_secret, without = (
        judge_graph(Graph([resource("aws:s3/bucket:Bucket", "weights", {"a": value})]), facts("prod"))
        for value in (Secret("a"), "[secret]")
    )
    reports = [
        report(name, replace(judged, findings=judged.veil.items([told, *judged.findings])))
        for judged in (with_secret, without)
    ]
    assert reports[0] == reports[1]
