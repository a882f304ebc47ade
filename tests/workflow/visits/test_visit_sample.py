"""The sample of a visit: drawn, changed until it is announced, added to on the day."""

from dataclasses import replace
from datetime import timedelta

import pytest

from store.errors import ConflictError, EditedMeanwhileError, IncompleteError
from tests.factories.visits import ON_THE_DAY, PLAN, a_validation
from tests.factories.workflow import NOW, a_claim
from workflow.visits import visit_sample, visits
from workflow.visits.visit_sampling import BY_CHANCE, Rules


@pytest.fixture
def drawn(year):
    """Three claims of one theme, two of them tested."""
    with year.database.writing() as session:
        for code in ("1.1", "1.3"):
            a_claim(session, year.leader, year.assessment, code, level=2)
        _, validator = a_validation(session, year.leader, year.college, year.assessment)
        visit = visits.propose(session, validator, PLAN)
        sample = visit_sample.draw(
            session, validator, visit.key, Rules(size=2, seed=7), seen_version=0, now=NOW
        )
    return validator, visit, sample


def begin(year, validator, visit):
    with year.database.writing() as session:
        seen = visits.get_visit(session, year.leader, visit.key).row_version
        visits.agree(session, year.leader, visit.key, seen_version=seen, now=NOW)
        visits.begin(session, validator, visit.key, now=ON_THE_DAY)


def test_a_sample_keeps_rules_seed_and_reasons_and_lists_the_rest_with_why(year, drawn):
    """Story 28: rule offered; reasons stored."""
    _, _, sample = drawn

    assert sample.seed == 7
    assert len(sample.codes) == 2
    assert all(one["reasons"] for one in sample.chosen)
    assert [bool(one["why"]) for one in sample.left_out] == [True]


def test_the_facts_of_a_claim_speak_for_it(year, drawn):
    validator, visit, _ = drawn
    with year.database.reading() as session:
        found = {c.dimension: c for c in visit_sample.candidates(session, validator, visit)}

    assert set(found) == {"1.1", "1.3", "1.5"}
    assert (found["1.5"].citations, found["1.5"].documents) == (1, 1)
    assert found["1.1"].citations == 0


def test_a_sample_can_be_changed_until_a_set_date(year, drawn):
    """Story 28: sample can be changed until a set date."""
    validator, visit, sample = drawn
    away, instead = sample.codes[0], sample.left_out[0]["dimension"]

    def swap(session, *, now, reason="A better match."):
        return visit_sample.swap(
            session, validator, visit.key, put_in=instead, leave_out=away, reason=reason,
            seen_version=1, now=now,
        )  # fmt: skip

    too_late = NOW + timedelta(days=60)
    with year.database.writing() as session, pytest.raises(ConflictError, match="has passed"):
        swap(session, now=too_late)
    with year.database.writing() as session, pytest.raises(IncompleteError, match="Say why"):
        swap(session, now=NOW, reason=" ")
    with year.database.writing() as session:
        changed = swap(session, now=NOW)
        assert instead in changed.codes
        assert {"dimension": away, "why": "A better match."} in changed.left_out
    with year.database.writing() as session, pytest.raises(EditedMeanwhileError):
        swap(session, now=NOW)


def test_no_swap_leaves_a_theme_untested(year, drawn):
    validator, visit, _ = drawn
    with year.database.writing() as session:
        a_claim(session, year.leader, year.assessment, "2.1", level=2)
        sample = visit_sample.draw(
            session, validator, visit.key, Rules(size=3), seen_version=1, now=NOW
        )
        other = sample.left_out[0]["dimension"]
        with pytest.raises(IncompleteError, match="the only one of its theme"):
            visit_sample.swap(
                session, validator, visit.key, put_in=other, leave_out="2.1", reason="So.",
                seen_version=2, now=NOW,
            )  # fmt: skip


def test_the_college_sees_the_sample_once_it_is_announced_and_it_stays(year, drawn):
    validator, visit, _ = drawn
    with year.database.reading() as session:
        assert visit_sample.load(session, year.leader, visit.key).sample is None
        assert visit_sample.load(session, validator, visit.key).sample is not None
    with year.database.writing() as session:
        visit_sample.announce(session, validator, visit.key, seen_version=1, now=NOW)
        with pytest.raises(ConflictError, match="is announced"):
            visit_sample.draw(session, validator, visit.key, Rules(size=1), seen_version=2, now=NOW)
    with year.database.reading() as session:
        assert visit_sample.load(session, year.leader, visit.key).sample is not None


def test_the_history_names_no_dimension_before_the_sample_is_announced(year, drawn):
    validator, visit, sample = drawn
    with year.database.writing() as session:
        visit_sample.swap(
            session, validator, visit.key, put_in=sample.left_out[0]["dimension"],
            leave_out=sample.codes[0], reason="Because of 1.5.", seen_version=1, now=NOW,
        )  # fmt: skip
    with year.database.reading() as session:
        told = visits.load(session, year.leader, visit.key).history

    assert not any("1." in f"{line.what} {line.reason}" for line in told)


def test_up_to_two_more_are_chosen_on_the_day_with_a_reason(year, drawn):
    validator, visit, sample = drawn
    code = sample.left_out[0]["dimension"]
    with year.database.writing() as session, pytest.raises(ConflictError, match="on the day"):
        visit_sample.add_on_the_day(session, validator, visit.key, code, reason="Heard of it.")
    begin(year, validator, visit)
    with year.database.writing() as session:
        with pytest.raises(IncompleteError):
            visit_sample.add_on_the_day(session, validator, visit.key, code, reason="")
        added = visit_sample.add_on_the_day(session, validator, visit.key, code, reason="Heard.")
        assert added.on_the_day == [code]
        assert added.left_out == []
        with pytest.raises(IncompleteError, match="left out"):
            visit_sample.add_on_the_day(session, validator, visit.key, code, reason="Again.")


def test_what_is_cited_after_the_deadline_is_listed_as_such(year, drawn):
    validator, visit, _ = drawn

    def late(session):
        return [view.key for view in visit_sample.load(session, year.leader, visit.key).late]

    with year.database.writing() as session:
        assert late(session) == []
        earlier = replace(PLAN, evidence_by=NOW.date() - timedelta(days=1))
        visits.change(session, validator, visit.key, earlier, seen_version=1)
        assert late(session) == [year.citation.key]


def test_chance_alone_chooses_where_no_rule_is_on(year, drawn):
    validator, visit, _ = drawn
    with year.database.writing() as session:
        sample = visit_sample.draw(
            session, validator, visit.key, Rules(size=3, rules=()), seen_version=1, now=NOW
        )

    assert sum(BY_CHANCE in one["reasons"] for one in sample.chosen) == 2
