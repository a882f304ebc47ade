"""Snapshots: what they hold, when they are taken, what they say has changed since."""

from datetime import timedelta

import pytest

from store import audit
from store.db import canonical_json
from store.errors import NotFoundError
from tests.factories.library import a_document_with_pages
from tests.factories.visits import PLAN, a_validation
from tests.factories.workflow import NOW
from workflow.citations import citations
from workflow.claims import assessments, claims
from workflow.freezing import snapshot_content, snapshot_taking
from workflow.kinds.snapshots import Occasion
from workflow.packs import snapshots
from workflow.visits import visits

LATER = NOW + timedelta(hours=1)


def test_submitting_takes_a_snapshot_of_claims_quotes_and_people(year):
    with year.database.writing() as session:
        assessments.submit(session, year.senior, year.assessment.key, now=LATER)
    with year.database.reading() as session:
        [snapshot] = snapshots.list_snapshots(session, year.senior, year.assessment)
        content = snapshots.get_snapshot(session, year.senior, snapshot.key).content

    claim = next(one for one in content["claims"] if one["dimension"] == "1.5")
    [citation] = content["citations"]
    assert snapshot.occasion is Occasion.SUBMITTED
    assert claim["state"] == "submitted"
    assert (claim["versions"][0]["level"], claim["versions"][0]["agreed_by"]) == (
        3, year.senior.name,
    )  # fmt: skip
    assert citation["exact"] == year.citation.exact
    assert citation["layer_sha256"] == year.citation.layer_sha256
    assert {one["role"] for one in content["people"]} >= {"careers_leader", "governor"}
    assert content["framework"]["sha256"] == claims.framework_of(year.claim).sha256
    assert year.leader.name in canonical_json(content)


def test_a_snapshot_holds_no_id_of_the_database_and_no_address_of_a_person(year):
    with year.database.reading() as session:
        content = snapshot_content.capture(
            session, year.assessment, Occasion.ASKED_FOR, as_of=LATER
        )

    assert "@college.example" not in canonical_json(content)
    assert not [name for name in _names(content) if name.endswith("_id") or name == "id"]


def _names(value):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _names(inner)


def test_drafts_of_reviews_stand_in_no_snapshot(year):
    with year.database.reading() as session:
        content = snapshot_content.capture(
            session, year.assessment, Occasion.ASKED_FOR, as_of=LATER
        )

    assert content["reviews"] == []


@pytest.fixture
def visit(year):
    with year.database.writing() as session:
        _, validator = a_validation(session, year.leader, year.college, year.assessment)
        return visits.propose(session, validator, PLAN), validator


def after_deadline(visit):
    return visits.evidence_ends_at(visit) + timedelta(hours=9)


def test_the_evidence_deadline_takes_one_snapshot_of_what_was_there_then(year, visit):
    planned, _ = visit
    with year.database.writing() as session:
        assert snapshots.take_due(session, now=NOW) == []
    with year.database.writing() as session:
        taken = snapshots.take_due(session, now=after_deadline(planned))
        assert snapshots.take_due(session, now=after_deadline(planned)) == []

    [snapshot] = taken
    assert snapshot.as_of == visits.evidence_ends_at(planned)
    assert snapshot.content["visit"]["key"] == planned.key
    with year.database.reading() as session:
        assert snapshot_taking.evidence_snapshot(session, planned).key == snapshot.key


def test_what_came_after_the_deadline_is_not_in_its_snapshot(year, visit):
    planned, _ = visit
    ends = visits.evidence_ends_at(planned)
    with year.database.writing() as session:
        paper = a_document_with_pages(session, year.contributor, title="Late report")
        citations.cite(
            session, year.contributor, year.claim.key,
            citations.Quote(paper.revision.key, 1, "destinations by campus"),
            level=3, shows="Late.", now=ends + timedelta(hours=1),
        )  # fmt: skip
        [snapshot] = snapshots.take_due(session, now=after_deadline(planned))

    assert [one["key"] for one in snapshot.content["citations"]] == [year.citation.key]


def test_what_changed_since_is_told_by_dimension(year):
    with year.database.writing() as session:
        snapshot = snapshots.take_now(session, year.leader, year.assessment.key, now=LATER)
        claims.claim_level(
            session, year.leader, year.claim.key, level=4, reason="More.", seen_version=1, now=LATER
        )
        citations.strike(session, year.leader, year.citation.key, reason="Wrong.", now=LATER)

    with year.database.reading() as session:
        view = snapshots.load(session, year.leader, snapshot.key, now=LATER + timedelta(minutes=1))

    said = [(change.dimension, change.sentence) for change in view.changes]
    assert ("1.5", "Level 3 was claimed, now level 4 is.") in said
    assert ("1.5", "A quote of “Careers report to governors” was struck through.") in said


def test_nothing_has_changed_right_after(year):
    with year.database.writing() as session:
        snapshot = snapshots.take_now(session, year.leader, year.assessment.key, now=LATER)

    with year.database.reading() as session:
        view = snapshots.load(session, year.leader, snapshot.key, now=LATER)

    assert view.changes == ()
    assert view.counts == {"claims": 1, "citations": 1, "documents": 1, "pages": 1}


def test_an_assessor_of_another_review_finds_no_snapshot(year):
    with year.database.writing() as session:
        snapshot = snapshots.take_now(session, year.leader, year.assessment.key, now=LATER)

    with year.database.reading() as session:
        assert snapshots.list_snapshots(session, year.assessor, year.assessment) == []
        with pytest.raises(NotFoundError):
            snapshots.get_snapshot(session, year.assessor, snapshot.key)


def test_taking_a_snapshot_is_in_the_trail(year):
    with year.database.writing() as session:
        snapshots.take_now(session, year.leader, year.assessment.key, now=LATER)
    with year.database.reading() as session:
        [event] = audit.list_events(session, year.college.id, limit=1)

    assert event.kind == "snapshot taken"
    assert event.payload["occasion"] == "asked_for"
