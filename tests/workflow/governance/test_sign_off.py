"""What a senior leader reads before they submit, what they sign, what the board decides."""

from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from store.audit import Event
from store.errors import ConflictError, IncompleteError, NotPermittedError
from store.permissions import Role
from tests.factories.people import an_actor
from tests.factories.workflow import NOW, a_claim, an_assessment
from workflow.citations import dimension_page
from workflow.claims import assessments, background, claims
from workflow.governance import sign_off
from workflow.governance.sign_off import Decision
from workflow.lifecycle import AssessmentState, ClaimState
from workflow.models.claims import Claim
from workflow.models.sign_off import Adoption, Reservation

MINUTE = Decision("Corporation", date(2027, 2, 2), "8.3", "The Corporation adopts the assessment.")


def submit(session, year, **fields):
    return assessments.submit(session, year.senior, year.assessment.key, now=NOW, **fields)


def test_sign_off_shows_changes_since_the_last_cycle_and_claims_without_evidence(year):
    with year.database.writing() as session:
        earlier = an_assessment(session, year.college, first_year=2025)
        a_claim(session, year.leader, earlier, level=2, reason="Then.", agreed_by=year.senior)
        a_claim(session, year.leader, year.assessment, "2.1", level=2, agreed_by=year.senior)

    with year.database.reading() as session:
        told = sign_off.to_sign(session, year.senior, year.assessment)

    assert [row.dimension.code for row in told.without_evidence] == ["2.1"]
    assert [(p.code, p.words, p.then.reason, p.now.reason) for p in told.since.changed] == [
        ("1.5", "Up from level 2", "Then.", "Governors hear of careers each term."),
        ("2.1", "Not claimed before", "", "Governors hear of careers each term."),
    ]
    assert told.drafts == ()


def test_a_senior_leader_can_sign_with_a_reservation_that_is_read_beside_the_claim(year):
    with year.database.writing() as session:
        submit(session, year, reservations={"1.5": " One campus is thin. ", "2.1": " "})

    with year.database.reading() as session:
        submitted = assessments.get_assessment(session, year.assessor, year.assessment.key)
        signed = sign_off.signed(session, year.leader, submitted)
        page = dimension_page.load(session, year.assessor, submitted, "1.5")
        assert signed.submission.submitter.id == year.senior.person_id
    assert signed.reservations == {"1.5": "One campus is thin."}
    assert page.background.reservation == "One campus is thin."


@pytest.mark.parametrize("reservations", [{"9.9": "There is none."}, {"1.5": "x" * 501}])
def test_a_reservation_is_about_a_dimension_and_short(year, reservations):
    with year.database.writing() as session, pytest.raises(IncompleteError):
        submit(session, year, reservations=reservations)


def test_each_submission_keeps_its_own_reservations(year):
    with year.database.writing() as session:
        submit(session, year, reservations={"1.5": "First."})
        assessments.reopen(session, year.senior, year.assessment.key, reason="A slip.")
    with year.database.reading() as session:
        claim = claims.find_claim(session, year.leader, year.assessment, "1.5")
        opened = assessments.get_assessment(session, year.leader, year.assessment.key)
        dimension = claims.dimension_of(claim)
        behind = background.of_claim(session, year.leader, opened, claim, dimension)
        assert behind.reservation == ""
    with year.database.writing() as session:
        submit(session, year)

    with year.database.reading() as session:
        again = assessments.get_assessment(session, year.leader, year.assessment.key)
        assert sign_off.signed(session, year.leader, again).reservations == {}
        assert session.scalars(select(Reservation.words)).all() == ["First."]


def test_what_was_signed_is_never_changed(year):
    with year.database.writing() as session:
        submit(session, year, reservations={"1.5": "First."})

    with pytest.raises(DatabaseError, match="kept as it was"), year.database.writing() as session:
        session.execute(update(Reservation).values(words="Nothing."))


@pytest.mark.parametrize("role", [Role.SENIOR_LEADER, Role.GOVERNANCE_PROFESSIONAL])
def test_the_boards_decision_is_recorded_with_body_date_minute_and_resolution(year, role):
    with year.database.writing() as session:
        submit(session, year)
        recorder = an_actor(session, year.college, role)

        adopted = sign_off.adopt(session, recorder, year.assessment.key, MINUTE, now=NOW)

        assert (adopted.state, adopted.adopted_at) == (AssessmentState.ADOPTED, NOW)
    with year.database.reading() as session:
        row = session.scalars(select(Adoption)).one()
        states = set(session.scalars(select(Claim.state)))
        event = session.scalars(select(Event).where(Event.kind == "assessment adopted")).one()
    assert Decision(row.body, row.decided_on, row.minute, row.resolution) == MINUTE
    assert states == {ClaimState.ADOPTED, ClaimState.NOT_CLAIMED}
    assert event.payload["minute"] == "8.3"


def test_nobody_else_records_it(year):
    with year.database.writing() as session:
        submit(session, year)
        for actor in (year.leader, year.governor, year.contributor, year.assessor):
            with pytest.raises(NotPermittedError):
                sign_off.adopt(session, actor, year.assessment.key, MINUTE, now=NOW)


def test_only_what_is_submitted_is_adopted_and_once(year):
    with year.database.writing() as session, pytest.raises(ConflictError):
        sign_off.adopt(session, year.senior, year.assessment.key, MINUTE, now=NOW)
    with year.database.writing() as session:
        submit(session, year)
        sign_off.adopt(session, year.senior, year.assessment.key, MINUTE, now=NOW)

    with year.database.writing() as session, pytest.raises(ConflictError):
        sign_off.adopt(session, year.senior, year.assessment.key, MINUTE, now=NOW)


@pytest.mark.parametrize(
    ("decision", "field"),
    [
        (MINUTE, None),
        (Decision(" ", MINUTE.decided_on, "8.3", "Adopted."), "body"),
        (Decision("Corporation", MINUTE.decided_on, "", "Adopted."), "minute"),
        (Decision("Corporation", MINUTE.decided_on, "8.3", " "), "resolution"),
        (Decision("Corporation", date(2027, 2, 4), "8.3", "Adopted."), "decided_on"),
    ],
)
def test_a_decision_says_all_of_its_minute(decision, field):
    if field is None:
        decision.check(NOW)
        return
    with pytest.raises(IncompleteError) as refused:
        decision.check(NOW)
    assert refused.value.field == field
