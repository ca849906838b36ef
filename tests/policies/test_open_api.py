"""OpenAPI documents in whichever form a program writes them."""

import json

import pytest
import yaml

from policies.google_api_documents import unlimited_operations
from policies.open_api import open_operations

DOCUMENT = {"swagger": "2.0", "paths": {"/generate": {"post": {}, "options": {}}}}
FORMS = (json.dumps(DOCUMENT), json.dumps(DOCUMENT, indent="\t"), yaml.safe_dump(DOCUMENT))
FLOW = "{swagger: '2.0', paths: {/generate: {post: {}, options: {}}}}"


@pytest.mark.parametrize("text", [*FORMS, FLOW])
def test_a_document_says_the_same_as_json_and_as_yaml(text: str) -> None:
    assert open_operations(text) == ["post /generate"]
    assert unlimited_operations(text) == ["everything"]


@pytest.mark.parametrize("opening", ["[", "{", "- ", "{a: ", '{"a": '])
def test_a_text_that_nests_without_end_is_no_document_and_ends_no_process(opening: str) -> None:
    assert not open_operations(opening * 100_000)
    assert not unlimited_operations(opening * 100_000)


@pytest.mark.parametrize("text", ["", "nope", "x: [", "[1, 2]", '{"paths": 1}'])
def test_what_is_no_document_has_no_operations(text: str) -> None:
    assert not open_operations(text)
    assert not unlimited_operations(text)
