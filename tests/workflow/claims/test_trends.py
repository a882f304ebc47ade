"""Levels over the years, counted by theme and by benchmark."""

from dataclasses import replace

from framework.loading import builtin
from tests.factories.workflow import a_claim, an_assessment
from workflow import frameworks
from workflow.claims import cycles, trends
from workflow.claims.trends import COLUMNS


def counted(year_counts):
    return {column: n for column, n in zip(COLUMNS, year_counts.counts, strict=True) if n}


def test_trends_by_theme_and_benchmark_are_words_and_numbers(year):
    with year.database.writing() as session:
        earlier = an_assessment(session, year.college, first_year=2025)
        a_claim(session, year.leader, earlier, level=2, agreed_by=year.senior)

    with year.database.reading() as session:
        found = trends.load(session, year.leader)

    then, now = found.themes[0].years
    assert (then.year, counted(then)) == ("2025/26", {-1: 6, 2: 1})
    assert (now.year, counted(now)) == ("2026/27", {-1: 6, 3: 1})
    assert now.words == "1 at level 3, 6 not claimed"
    assert next(trend.title for trend in found.benchmarks) == "Gatsby Benchmark 1"
    assert found.reworded == ()


def test_a_dimension_with_a_changed_framework_version_is_marked(year):
    model = builtin()
    first = model.themes[0]
    one = replace(first.dimensions[0], title="Leading careers")
    themes = (replace(first, dimensions=(one, *first.dimensions[1:])), *model.themes[1:])
    edition = replace(model, themes=themes, version="2", sha256="0" * 64)
    with year.database.writing() as session:
        following = an_assessment(session, year.college, first_year=2027)
        following.framework_version_id = frameworks.keep(session, edition).id
        session.flush()
        session.expire_all()

        found = trends.load(session, year.leader)

    assert found.reworded == (("2026/27", one.code),)
    assert [y.reworded for y in found.themes[0].years] == [(one.code,), ()]


def test_there_is_no_league_table_between_colleges(year):
    """What is counted is of the actor's college and of one scope a year."""
    with year.database.writing() as session:
        adults = cycles.begin(
            session, year.leader, first_year=2026, scope="Adults", today=year.review.starts_on
        )
        a_claim(session, year.leader, adults, level=1, agreed_by=year.senior)

        mine = trends.load(session, year.leader)
        chosen = trends.load(session, replace(year.leader, assessment_key=adults.key))

    assert [counted(y) for y in mine.themes[0].years] == [{-1: 6, 3: 1}]
    assert [counted(y) for y in chosen.themes[0].years] == [{-1: 6, 1: 1}]
