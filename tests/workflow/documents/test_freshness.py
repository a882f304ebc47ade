"""How long a document speaks for the present."""

from datetime import date

import pytest

from ingest.kinds import DocumentType
from workflow.documents.freshness import fresh_until, months_after

HELD = date(2026, 8, 31)


@pytest.mark.parametrize(
    ("kind", "valid_to", "until"),
    [
        (DocumentType.MINUTES, None, date(2028, 2, 29)),
        (DocumentType.SURVEY, None, date(2028, 2, 29)),
        (DocumentType.DESTINATIONS, None, date(2029, 2, 28)),
        (DocumentType.PLAN, date(2028, 7, 31), date(2028, 7, 31)),
        (DocumentType.POLICY, date(2027, 1, 1), date(2027, 1, 1)),
        (DocumentType.POLICY, None, None),
    ],
)
def test_plans_their_period_minutes_and_surveys_18_months_destinations_30(kind, valid_to, until):
    assert fresh_until(kind, HELD, valid_to) == until


def test_without_a_date_nothing_can_be_told():
    assert fresh_until(DocumentType.MINUTES, None, None) is None


def test_months_end_where_the_month_does():
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_after(date(2026, 12, 1), 1) == date(2027, 1, 1)
