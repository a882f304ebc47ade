"""What another college has is not there: not by its keys, in no list, count or facet."""

import inspect
from dataclasses import is_dataclass
from importlib import import_module
from pkgutil import walk_packages

import pytest

import ingest
import store
import workflow
from store.errors import CareersEvidenceError, NotFoundError
from store.permissions import Actor
from tests.isolation.by_key import BY_KEY
from tests.isolation.conftest import CANARY
from tests.isolation.lists import LISTS
from workflow.reviews import (
    leverage,
)

# They take rows that the caller had from an operation above, or nothing that has a key.
BY_ROW = {
    # They open transactions of their own; `tests/ingest` tries each with the other college's key.
    "receiving.receive", "receiving.add_revision", "sending.begin", "sending.take_piece",
    "sending.assemble", "sending.finish", "notes.write", "receiving.add_again",
    # What may be seen, as conditions: every list and key of this walk goes through them.
    "visible.visible_to", "visible.visible_in_outcome", "visible.released_to",
    "visibility.sensitivities_for", "visibility.visibility_for", "visibility.is_quoted_to",
    "releasing.release_part", "membership.invite_member",
    "readiness.lapse_of",
    "tracker.bring_in", "tracker.drafted", "tracker.plan", "tracker_export.export",
    "tracker_export.rows",
    "assessments.begin_this_year", "cycles.begin", "background.of_claim", "returning.find_open",
    "governors.leave", "sign_off.adoption_of", "carrying.carry_actions", "areas.add",
    "area_grid.load",
    "citations.pin", "citations.close",
    # Tried below with what a review of the other college has released.
    # The first by a code that is a secret, the others without a key, in one's own round.
    "rounds.find_by_code", "rounds.own_round", "rounds.set_day",
    "facilitating.load", "facilitating.release_all",
    "leverage.find_named", "leverage.take_up", "leverage.visible_actions",
    "actions.plan", "actions.view_all", "action_files.name_columns", "action_files.read_back",
    "action_files.to_docx", "action_files.to_xlsx",
    # The last opens transactions of its own; it finds its meeting as the walked `load` does.
    "leadership.prepare", "leadership.find_under_way", "leadership_meeting.key_quotes",
    "leadership_picks.visible_picks", "leadership_minutes.find_document",
    "leadership_minutes.add_to_library",
    "college_calendar.add_period", "requests.ask", "request_views.visible_requests",
    # The first opens transactions of its own; it finds its file as the walked `turn_away` does.
    "reply_links.take_in", "notices.choose_pace", "request_addressees.addressee_columns",
    "claims.list_versions", "claims.write_version", "overview.claimed_and_cited",
    "coverage.mark", "coverage.own_marks", "coverage.fill_from_verdicts",
    "reviews.engage", "reviews.open_review", "drafting.own_review",
    # They take documents that the caller found for the actor; the last, answers for such keys.
    "learner_checks.list_unanswered", "learner_checks.find_check", "newer_versions.answer_each",
    "interests.declare",
    # Finds its review as the walked `get_review` does.
    "reviews.release_in_round",
    "drafting.require_open", "drafting.refuse_submitted", "reviews.is_led_by_another",
    "saved_searches.save",
    "documents.list_pages", "documents.list_revisions",
    "hub_summaries.publish", "hub_summaries.withdraw",
    "summary.summarise", "visits.note_change", "visits.propose", "visits.require_team",
    "snapshot_taking.take", "packs.list_packs",
    "visit_sample.candidates", "report.tree", "report_outcome.of_visit",
}  # fmt: skip


def modules():
    """Every module that may hold operations."""
    for package in (store, ingest, workflow):
        for found in walk_packages(package.__path__, f"{package.__name__}."):
            yield import_module(found.name)


def operations():
    """Every public function below the pages that acts for somebody."""
    for module in modules():
        for name, function in vars(module).items():
            if not inspect.isfunction(function) or name.startswith("_"):
                continue
            takes = {p.annotation for p in inspect.signature(function).parameters.values()}
            if function.__module__ == module.__name__ and Actor in takes:
                yield f"{module.__name__.rpartition('.')[2]}.{name}"


def test_every_operation_that_acts_for_somebody_is_walked():
    walked = {name.partition(",")[0] for name in (*BY_KEY, *LISTS)} | BY_ROW

    assert set(operations()) - walked == set()


def outcome_of(database, operation, us, them):
    """How an operation ended, as the error or None; nothing of it stays."""
    try:
        with database.writing() as session:
            operation(session, us, them)
            _undo()
    except _UndoneError:
        return None
    except CareersEvidenceError as refused:
        return refused


class _UndoneError(Exception):
    """Ends a transaction that went well, so that the next one finds everything as it was."""


def _undo():
    raise _UndoneError


def test_a_key_of_another_college_is_not_found(database, tenants, subtests):
    for name, operation in BY_KEY.items():
        with subtests.test(name):
            refused = outcome_of(database, operation, *tenants)

            assert isinstance(refused, NotFoundError)
            assert CANARY not in refused.sentence


def test_a_key_of_ones_own_college_is_not_refused_for_that(database, tenants, subtests):
    """Else the walk above would prove nothing."""
    ours, _ = tenants

    for name, operation in BY_KEY.items():
        with subtests.test(name):
            assert not isinstance(outcome_of(database, operation, ours, ours), NotFoundError)


def test_what_a_review_of_another_college_named_is_not_taken_into_a_plan(database, tenants):
    ours, theirs = tenants

    with database.reading() as session:
        assert leverage.find_named(session, theirs.leader, theirs.leverage_key).words == CANARY
        with pytest.raises(NotFoundError):
            leverage.find_named(session, ours.leader, theirs.leverage_key)


MOST_DEPTH = 6


def words_of(found, depth=0):
    """All that a list says, as text; rows of tables with their columns."""
    if hasattr(found, "__table__"):
        return repr({column.key: getattr(found, column.key) for column in found.__table__.columns})
    if isinstance(found, list | tuple | set | frozenset):
        return " ".join(words_of(part, depth + 1) for part in found)
    if is_dataclass(found) and hasattr(found, "__dict__") and depth < MOST_DEPTH:
        return " ".join(words_of(value, depth + 1) for value in vars(found).values())
    return repr(found)


def test_no_list_holds_a_word_of_another_college(database, tenants, subtests):
    for name, operation in LISTS.items():
        with subtests.test(name), database.reading() as session:
            assert CANARY not in words_of(operation(session, *tenants))


def test_the_canary_sings_to_its_own_college(database, tenants):
    """Else the walk above would prove nothing."""
    _, theirs = tenants
    silent = {
        "claims.current_claim", "desk.load", "document_needs.list_waiting",
        "downloading.may_download", "earlier_versions.find_earlier", "evidence.key_citations",
        "finding.pages_with", "governors.list_notes", "looks.newest", "needs.list_changes",
        "needs.list_needs", "notices.my_pace", "personal_checks.check_of",
        "personal_checks.words_of", "precision.report", "readiness.check", "reading_plan.own_plan",
        "rolling.load", "sign_off.signed", "sign_off.to_sign", "snapshots.list_snapshots",
    }  # fmt: skip
    # They hold the model's words.
    silent |= {"gaps.list_gaps", "next_level.list_next", "suggestions.missing_types"}
    # Here nobody saved a search, has levels to pick, asks anything of the college or objects.
    silent |= {
        "saved_searches.list_saved", "leadership.list_to_pick", "request_views.list_asked",
        "interests.list_undecided",
    }  # fmt: skip

    with database.reading() as session:
        heard = {
            name
            for name, operation in LISTS.items()
            if CANARY in words_of(operation(session, theirs, theirs))
        }

    assert set(LISTS) - heard <= silent | {
        "documents.progress",
        "overview.overview",
        "inside.revisions_inside",
    }
