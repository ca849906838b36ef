"""What README shows is what a newcomer sees."""

import datetime
import re

from accel.preview.preview import preview_stack
from accel.preview.terminal import render_text
from tests.tools import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_preview_in_the_readme_is_the_preview_of_dev() -> None:
    shown = re.search(r"<!-- preview of dev -->\n```\n(.*?)```", README, re.DOTALL)
    assert shown is not None
    real = render_text(preview_stack("dev", today=datetime.date(2026, 11, 24)), width=80)
    lines = [line.rstrip() for line in real.splitlines()]
    assert [line for line in shown.group(1).splitlines() if line not in lines] == []


def test_every_file_that_the_readme_links_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
