"""Every row of the catalogue names its source and its day. A row that does not is refused."""

import csv
import datetime
from collections import Counter
from pathlib import Path

import pytest
import yaml

import accel.catalog
from accel.catalog import tables
from accel.catalog.names import UnknownName
from accel.catalog.prices import PLACEHOLDERS
from accel.catalog.tables import columns, source_of, sources, table

DATA = Path(accel.catalog.__file__).parent / "data"
TABLES = sorted(path.name for path in DATA.glob("*.csv") if path.name != "sources.csv")
"""Their rows end in the id of a source, or in a source and its day."""
YAML_FILES = sorted(path.name for path in DATA.glob("*.yaml"))
EARLIEST = datetime.date(1990, 1, 1)


def problem_of_source(title: object, date: object) -> str | None:
    if not isinstance(title, str) or len(title) < len("guide"):
        return f"no source: {title!r}"
    try:
        day = datetime.date.fromisoformat(str(date))
    except ValueError:
        return f"no day: {date!r}"
    today = datetime.datetime.now(tz=datetime.UTC).date()
    return None if EARLIEST <= day <= today else f"not a day on which anybody could have read it: {day}"


@pytest.mark.parametrize(
    ("title", "date"),
    [
        ("", "2026-01-01"),
        (None, "2026-01-01"),
        ("a source", "undated"),
        ("a source", ""),
        ("a source", None),
        ("a source", "2099-01-01"),
    ],
)
def test_a_row_without_source_or_day_is_refused(title: object, date: object) -> None:
    assert problem_of_source(title, date)


def test_every_source_has_a_title_and_a_day() -> None:
    assert {name: problem_of_source(source.title, source.date) for name, source in sources().items()} == dict.fromkeys(
        sources()
    )


@pytest.mark.parametrize("file", TABLES)
def test_every_row_of_a_table_names_a_known_source(file: str) -> None:
    rows = table(file)
    assert rows
    heading = (DATA / file).read_text(encoding="utf-8").splitlines()[0].split(",")
    for row in rows:
        if heading[-2:] == ["source", "source_date"]:
            assert problem_of_source(*row[-2:]) is None
        else:
            assert source_of(row[-1]).title


@pytest.mark.parametrize("file", YAML_FILES)
def test_every_row_of_a_small_table_has_a_source_and_a_day(file: str) -> None:
    rows = yaml.safe_load((DATA / file).read_text(encoding="utf-8"))
    assert rows
    problems = [(row, problem_of_source(row.get("source"), row.get("source_date"))) for row in rows]
    assert [found for found in problems if found[1]] == []


@pytest.mark.parametrize("file", ["sources.csv", *TABLES])
def test_every_row_has_the_columns_of_its_heading(file: str) -> None:
    lines = (DATA / file).read_text(encoding="utf-8").splitlines()
    width = len(lines[0].split(","))
    assert {len(row) for row in table(file)} == {width}


@pytest.mark.parametrize("file", ["sources.csv", *TABLES])
def test_a_table_is_read_as_any_reader_of_csv_reads_it(file: str) -> None:
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        heading, *rows = csv.reader(lines)
    assert table(file) == rows
    assert [list(column) for column in columns(file)] == [list(column) for column in zip(*rows, strict=True)]
    assert len(heading) == len(rows[0])


@pytest.mark.parametrize("line", ['a,"b, c",d', '"a ""b"", c",d', 'a,"",b', ",,", '"a","b,"'])
def test_quoted_cells_are_read_as_csv_has_them(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.csv").write_text(f"heading\n{line}\n", encoding="utf-8")
    monkeypatch.setattr(tables, "_DATA", tmp_path)
    assert table("x.csv") == [next(csv.reader((line,)))]


@pytest.mark.parametrize("file", [file for file in TABLES if file.startswith("prices_")])
def test_prices_are_numbers_and_no_placeholders(file: str) -> None:
    for row in table(file):
        assert 0 < float(row[4]) < 1000, row
        assert float(row[4]) not in PLACEHOLDERS, row


@pytest.mark.parametrize("file", [file for file in TABLES if file.startswith(("prices_", "services"))])
def test_one_source_says_one_thing_once(file: str) -> None:
    columns = 4 if file.startswith("prices_") else 3
    counts = Counter((*row[:columns], row[-1]) for row in table(file))
    assert [key for key, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("file", [file for file in TABLES if file.startswith(("prices_", "services"))])
def test_rows_are_in_order_so_that_a_new_one_has_one_place(file: str) -> None:
    keys = [row[: 4 if file.startswith("prices_") else 3] for row in table(file)]
    assert keys == sorted(keys)


def test_no_source_is_listed_that_no_row_names() -> None:
    named = {name for file in TABLES for row in table(file) for name in row[-1].split("+")}
    assert set(sources()) - named == set()


def test_an_unknown_source_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(UnknownName, match="did you mean 'karpenter-aws'"):
        source_of("karpenter_aws")


def test_two_sources_together_are_as_old_as_the_older_one() -> None:
    both = source_of("autoscaler-aws+ec2info")
    assert both.date == min(sources()["autoscaler-aws"].date, sources()["ec2info"].date)
    assert sources()["ec2info"].title in both.title


def test_only_the_guide_is_indicative_and_it_always_is() -> None:
    indicative = {name for name, source in sources().items() if source.indicative}
    assert indicative == {name for name, source in sources().items() if source.title.startswith("guide ")}
    assert indicative
