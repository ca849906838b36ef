"""What holds for every form of a report."""

from pathlib import Path

import pytest

from accel.preview import formats
from accel.preview.formats import FORMATS, form
from accel.preview.preview import Preview
from accel.preview.sources import Sources
from tests.preview.findings import pardoned


@pytest.fixture(scope="module")
def preview() -> Preview:
    return pardoned()


def test_every_form_is_a_module_of_its_own_beside_the_others() -> None:
    folder = Path(formats.__file__).parent
    for name, module in FORMATS.items():
        assert module == f"accel.preview.{name}"
        assert (folder / f"{name}.py").is_file() or (folder / name / "__init__.py").is_file()


@pytest.mark.parametrize("name", FORMATS)
def test_a_form_takes_the_options_of_all_forms_and_leaves_those_of_others(name: str, preview: Preview) -> None:
    sources = Sources("stacks/Pulumi.test.yaml", "")
    plain, given = (
        form(name).render(preview),
        form(name).render(preview, sources=sources, base=None, fail_on="mandatory"),
    )
    assert plain == given


@pytest.mark.parametrize("name", FORMATS)
def test_a_form_is_the_same_text_each_time(name: str, preview: Preview) -> None:
    assert form(name).render(preview) == form(name).render(preview)


@pytest.mark.parametrize("name", FORMATS)
def test_a_form_names_the_stack_and_every_rule_that_is_broken(name: str, preview: Preview) -> None:
    text = form(name).render(preview)
    assert preview.stack in text
    assert {one.rule for one in preview.findings if one.rule not in text} == set()
