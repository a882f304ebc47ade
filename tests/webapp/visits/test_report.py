"""The report on its pages: outcome, words, the college's check of facts, the sealed version."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from store.people import Person
from store.permissions import Actor, Role
from tests.webapp.conftest import post
from webapp.sample.papers import content
from workflow.claims import claims
from workflow.models.visits import Visit
from workflow.reviews import judgements
from workflow.visits import visit_sample, visits

ON_THE_DAY = datetime(2027, 5, 12, 9, 0, tzinfo=UTC)


def person_named(session, name):
    email = content("facts")["people"][name]["email"]
    return session.scalars(select(Person).where(Person.email == email)).one()


@pytest.fixture(scope="module")
def judged(sample):
    """The address of the sample's visit, under way with every tested dimension judged."""
    with sample.database.writing() as session:
        visit = session.scalars(select(Visit)).one()
        review = visit.review
        college = visit.college_id

        def acting(name, role, review_id=None):
            one = person_named(session, name)
            return Actor(one.id, one.key, one.name, college, "", frozenset({role}), review_id)

        validator = acting("validator", Role.VALIDATOR, review.id)
        leader = acting("senior_leader", Role.SENIOR_LEADER)
        seen = visit.row_version
        visits.agree(session, leader, visit.key, seen_version=seen, now=ON_THE_DAY)
        visits.begin(session, validator, visit.key, now=ON_THE_DAY)
        for code in visit_sample.require_sample(session, visit).codes:
            claim = claims.current_claim(session, validator, code)
            level = claims.dimension_of(claim).lowest_level
            judgements.judge(
                session, validator, claim.key, level=level, seen_version=0, now=ON_THE_DAY,
                reason="Seen in two of four groups.", best_fit_reason="The lower level fits.",
            )  # fmt: skip
        return f"/visits/{visit.key}"


def test_from_the_outcome_to_the_sealed_report(client_as, judged):
    """Story 31: HTML and accessible PDF; story 32: the round is inside the service."""
    validator, college = client_as("validator"), client_as("senior_leader")
    outcome = validator.get(f"{judged}/outcome").text
    code = re.search(r'<option value="(\d\.\d/[^"]+)"', outcome)[1]
    steps = [
        post(validator, f"{judged}/outcome", f"{judged}/outcome/findings", kind="area",
             subject=code),
        post(validator, f"{judged}/outcome", f"{judged}/outcome/draft"),
        post(validator, f"{judged}/report/write", f"{judged}/report/write/context",
             words="Written anew.", seen_version="1"),
        post(validator, f"{judged}/report/write", f"{judged}/report/send", days="10"),
        post(college, f"{judged}/report/check", f"{judged}/report/check",
             paragraph="context/1", words="It was in May."),
        post(college, f"{judged}/report/check", f"{judged}/report/reply"),
    ]  # fmt: skip
    comment = re.search(r"/report/comments/([^\"]+)", validator.get(f"{judged}/report/write").text)
    early = post(validator, f"{judged}/report/write", f"{judged}/report/finish")
    steps += [
        post(validator, f"{judged}/report/write", f"{judged}/report/comments/{comment[1]}",
             answer="accepted", reason="Corrected."),
        post(validator, f"{judged}/report/write", f"{judged}/report/finish"),
    ]  # fmt: skip

    assert "Claim not tested" in outcome
    assert [answer.status_code for answer in steps] == [302] * len(steps)
    assert early.status_code == 409
    page = college.get(f"{judged}/report").text
    assert "Final, version 1" in page
    assert "Written anew." in page
    assert "claim not tested" in page
    assert college.get(f"{judged}/report.pdf").data.startswith(b"%PDF-")
    assert college.get(f"{judged}/report.docx").data.startswith(b"PK")
    assert college.get(f"{judged}/report.exe").status_code == 404
    again = post(validator, f"{judged}/report/write", f"{judged}/report/reopen", reason="")
    assert again.status_code == 422


def test_the_college_does_not_write_the_report(client_as, judged):
    college = client_as("careers_leader")

    assert college.get(f"{judged}/outcome").status_code == 403
    assert college.get(f"{judged}/report/write").status_code == 403
