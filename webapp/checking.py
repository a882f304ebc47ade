"""Runs every package's check over every college, and the audit chains."""

from ingest import checking as library
from store import audit, membership
from webapp.services import Services
from workflow import checking as quotes


def list_faults(services: Services, *, is_deep: bool) -> list[str]:
    """A sentence for each fault; none when all agrees."""
    found: list[str] = []
    with services.database.reading() as session:
        colleges = membership.list_colleges(session)
        found += audit.verify(session, None)
    for college in colleges:
        with services.database.reading() as session:
            found += library.list_faults(
                session,
                college,
                services.blobs,
                is_deep=is_deep,
                named_by_others=quotes.blobs_named,
            )
        with services.database.writing() as session:
            found += library.list_search_faults(session, college)
        with services.database.reading() as session:
            found += quotes.list_faults(session, college)
            found += audit.verify(session, college.id)
    return found
