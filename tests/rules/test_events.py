"""Whatever changes the state of the year writes its event in the same transaction."""

import pytest

from store import audit
from store.errors import IncompleteError
from store.people import InterestKind
from tests.factories.people import a_person
from tests.factories.workflow import NOW
from workflow.citations import citations, suggestions
from workflow.claims import assessments, claims, coverage
from workflow.kinds.reviews import CoverageMark, Outcome
from workflow.reviews import judgements, reviews, verdicts

STORY = (
    ("target set", lambda s, y: claims.set_target(s, y.leader, y.claim.key, 4)),
    ("key citation set", lambda s, y: citations.set_key(
        s, y.leader, y.citation.key, is_key=False)),
    ("suggestion dismissed", lambda s, y: suggestions.dismiss(
        s, y.leader, y.library.revision.key, 1, "2.4", now=NOW)),
    ("dismissal taken back", lambda s, y: suggestions.bring_back(
        s, y.leader, y.library.revision.key, 1, "2.4")),
    ("statement marked", lambda s, y: coverage.mark(
        s, y.leader, claims.get_claim(s, y.leader, y.claim.key), "1.5/3/a",
        CoverageMark.SHOWN, now=NOW)),
    ("level claimed", lambda s, y: claims.claim_level(
        s, y.leader, y.claim.key, level=3, reason="Anew.", seen_version=1, now=NOW)),
    ("claim agreed", lambda s, y: claims.agree(s, y.senior, y.claim.key, now=NOW)),
    ("assessment submitted", lambda s, y: assessments.submit(
        s, y.senior, y.assessment.key, now=NOW)),
    ("interest declared", lambda s, y: reviews.declare_interest(
        s, y.college.id, a_person(s), InterestKind.NEIGHBOUR)),
    ("verdict drafted", lambda s, y: verdicts.give(
        s, y.assessor, y.citation.key, Outcome.SUPPORTS, seen_version=0, now=NOW)),
    ("judgement drafted", lambda s, y: judgements.judge(
        s, y.assessor, y.claim.key, level=3, seen_version=0, now=NOW)),
    ("citation struck through", lambda s, y: citations.strike(
        s, y.leader, y.citation.key, reason="Wrong.", now=NOW)),
    ("review released", lambda s, y: reviews.release(s, y.assessor, y.review.key, now=NOW)),
)  # fmt: skip

BEGINNING = {
    "college added",
    "role given",
    "cycle opened",
    "assessment begun",
    "level claimed",
    "claim agreed",
    "quote cited",
    "review opened",
    "person engaged",
}


def kinds(year):
    with year.database.reading() as session:
        events = audit.list_events(session, year.college.id, limit=1000)
    return [event.kind for event in reversed(events)]


def test_the_beginning_of_the_year_is_in_the_chain(year):
    assert set(kinds(year)) == BEGINNING


def test_every_step_of_the_year_writes_one_event_and_the_chain_is_whole(year):
    for kind, step in STORY:
        before = len(kinds(year))
        with year.database.writing() as session:
            step(session, year)
        # Submitting also freezes what is submitted, which is a line of its own.
        frozen = ["snapshot taken"] if kind == "assessment submitted" else []
        assert kinds(year)[before:] == [kind, *frozen]

    with year.database.reading() as session:
        assert list(audit.verify(session, year.college.id)) == []
        assert list(audit.verify(session, None)) == []


def test_a_step_that_is_refused_writes_no_event(year):
    before = kinds(year)

    def do_two_things():
        with year.database.writing() as session:
            claims.set_target(session, year.leader, year.claim.key, 4)
            citations.strike(session, year.leader, year.citation.key, reason="", now=NOW)

    with pytest.raises(IncompleteError):
        do_two_things()

    assert kinds(year) == before


def test_an_event_names_who_and_what_by_key(year):
    with year.database.writing() as session:
        claims.set_target(session, year.leader, year.claim.key, 4)
    with year.database.reading() as session:
        [event] = audit.list_events(session, year.college.id, limit=1)

    assert (event.actor, event.subject) == (year.leader.person_key, year.claim.key)
    assert event.payload == {"level": 4}
