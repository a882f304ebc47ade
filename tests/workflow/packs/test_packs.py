"""Packs: what is in them, for whom, the same bytes each time, and what they say is missing."""

import hashlib
import zipfile
from io import BytesIO

import pytest

from ingest.kinds import DocumentType, Sensitivity, ShareScope
from ingest.models import redactions as redaction_models
from store import jobs
from store.blobs import FolderBlobs
from store.errors import ConflictError, NotFoundError, NotPermittedError
from store.jobs import JobKind
from tests.factories.library import LINK_GOVERNOR, a_document_with_pages
from tests.factories.packs import a_pack, a_snapshot, sealed
from tests.factories.visits import a_validation
from tests.factories.workflow import NOW, QUOTE, a_citation
from workflow.kinds.snapshots import Audience
from workflow.models.snapshots import Pack
from workflow.packs import pack_checks, packs
from workflow.packs.packs import Building


@pytest.fixture
def blobs(tmp_path):
    return FolderBlobs(tmp_path / "blobs", tmp_path / "scratch")


def put(blobs, college, data):
    with blobs.stage() as staging:
        staging.write(data)
        return blobs.put(college.key, staging)


@pytest.fixture
def original(year, blobs):
    """The bytes behind the cited revision, in storage."""
    data = b"the file as it was uploaded"
    sha256 = put(blobs, year.college, data)
    with year.database.writing() as session:
        session.merge(year.library.revision).sha256 = sha256
    return data


@pytest.fixture
def snapshot(year, blobs, original):
    return sealed(year.database, blobs, a_snapshot(year.database, year.leader, year.assessment.key))


def names_in(pack):
    return zipfile.ZipFile(BytesIO(pack)).namelist()


def text_in(pack, name):
    return zipfile.ZipFile(BytesIO(pack)).read(name).decode()


def all_words(pack):
    with zipfile.ZipFile(BytesIO(pack)) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in names_in(pack))


def test_a_pack_holds_pages_matrix_and_originals_under_names_that_explain_themselves(
    year, blobs, snapshot, original
):
    pack = a_pack(year.database, blobs, snapshot)

    names = names_in(pack)
    stem = "T1-D1.5-L3_Careers-report-to-governors"
    assert names == sorted(names, key=str.encode)
    assert {"index.html", "matrix.xlsx", "matrix.csv", "content.json"} <= set(names)
    assert {f"pages/{stem}_p001.html", f"originals/{stem}.pdf"} <= set(names)
    assert {"dimensions/T1-D1.5.html", "manifest.json", "snapshot.json"} <= set(names)
    assert f"<mark>{QUOTE}</mark>" in text_in(pack, f"pages/{stem}_p001.html")
    assert zipfile.ZipFile(BytesIO(pack)).read(f"originals/{stem}.pdf") == original


def test_the_same_snapshot_and_audience_give_the_same_bytes(year, blobs, snapshot):
    assert a_pack(year.database, blobs, snapshot) == a_pack(year.database, blobs, snapshot)


def test_each_audience_gets_what_share_scope_and_sensitivity_allow(year, blobs, original):
    whole_words = "Only somebody of the college reads this sentence of a page"
    with year.database.writing() as session:
        for title, facts in {
            "Minutes": {"type": DocumentType.MINUTES},
            "Quoted": {"share_scope": ShareScope.QUOTE_ONLY},
            "Closed": {"sensitivity": Sensitivity.CONFIDENTIAL},
            "Restricted": {"sensitivity": Sensitivity.RESTRICTED},
        }.items():
            text = f"{LINK_GOVERNOR} {whole_words} of {title}."
            library = a_document_with_pages(session, year.contributor, [text], title=title, **facts)
            a_citation(session, year.leader, year.claim, library)
    taken = a_snapshot(year.database, year.leader, year.assessment.key)
    snapshot = sealed(year.database, blobs, taken)

    college, reviewer, hub = (
        all_words(a_pack(year.database, blobs, snapshot, audience)) for audience in Audience
    )

    assert f"{whole_words} of Minutes" in college
    assert f"{whole_words} of Closed" in college
    assert f"{whole_words} of Restricted" not in college
    assert f"{whole_words} of Minutes" in reviewer
    assert "Only its cited pages are shared." in reviewer
    assert "Quoted" in reviewer
    assert f"{whole_words} of Quoted" not in reviewer
    assert "Closed" not in reviewer
    assert "Restricted" not in reviewer
    assert year.citation.exact not in hub
    assert "Level 3" in hub


def test_words_that_were_taken_out_are_in_no_file_and_the_original_is_left_out_and_listed(
    year, blobs, original
):
    start = LINK_GOVERNOR.index("careers leader")
    with year.database.writing() as session:
        session.add(
            redaction_models.Redaction(
                college_id=year.college.id, page_id=year.library.page(1).id,
                layer_sha256=year.citation.layer_sha256, start=start, end=start + 14,
                boxes=[], author_id=year.leader.person_id, at=NOW,
            )
        )  # fmt: skip
    taken = a_snapshot(year.database, year.leader, year.assessment.key)
    snapshot = sealed(year.database, blobs, taken)

    pack = a_pack(year.database, blobs, snapshot)

    words = all_words(pack)
    assert "careers leader each term" not in words
    assert "met the [taken out] each term" in text_in(pack, "matrix.csv")
    assert "Words were taken out of this document" in text_in(pack, "index.html")
    assert not [name for name in names_in(pack) if name.startswith("originals/")]


def test_a_pack_of_a_snapshot_from_before_words_were_taken_out_is_refused(year, blobs, snapshot):
    with year.database.writing() as session:
        session.add(
            redaction_models.Redaction(
                college_id=year.college.id, page_id=year.library.page(1).id,
                layer_sha256=year.citation.layer_sha256, start=0, end=3, boxes=[],
                author_id=year.leader.person_id,
                at=NOW.replace(hour=23),
            )
        )  # fmt: skip

    with (
        year.database.writing() as session,
        pytest.raises(ConflictError, match="Take a new snapshot"),
    ):
        packs.ask(session, year.leader, snapshot.key, Audience.COLLEGE, now=NOW)


def asked(year, snapshot, audience=Audience.COLLEGE, actor=None):
    with year.database.writing() as session:
        return packs.ask(session, actor or year.leader, snapshot.key, audience, now=NOW)


def built(year, blobs, pack):
    packs.build(Building(year.database, blobs), pack.college_id, pack.id)
    with year.database.reading() as session:
        return session.get_one(Pack, pack.id)


def test_a_pack_is_built_once_as_a_blob_and_asking_again_asks_for_nothing(year, blobs, snapshot):
    pack = built(year, blobs, asked(year, snapshot))

    with blobs.open(year.college.key, pack.sha256) as file:
        assert file.read() == a_pack(year.database, blobs, snapshot)
    with year.database.writing() as session:
        session.execute(jobs.Job.__table__.delete())
    assert asked(year, snapshot).key == pack.key
    with year.database.reading() as session:
        live = jobs.are_live(session, pack.college_id, [JobKind.BUILD_PACK], [str(pack.id)])
    assert live == set()


def test_a_blob_that_is_missing_when_it_is_built_gives_a_pack_that_says_so(
    year, blobs, snapshot, original, tmp_path
):
    blobs.remove(year.college.key, hashlib.sha256(original).hexdigest())
    pack = built(year, blobs, asked(year, snapshot))
    path = tmp_path / "pack.zip"
    with blobs.open(year.college.key, pack.sha256) as file:
        path.write_bytes(file.read())

    found = pack_checks.check(path, expect=snapshot.sha256)

    name = "originals/T1-D1.5-L3_Careers-report-to-governors.pdf"
    assert pack.missing == [name]
    assert name in text_in(path.read_bytes(), "MISSING.txt")
    assert found.faults == [f"{name} is missing; the pack says so."]


def test_outsiders_get_the_pack_for_reviewers_of_their_own_visit_and_no_other(
    year, blobs, snapshot
):
    with year.database.writing() as session:
        _, validator = a_validation(session, year.leader, year.college, year.assessment)
    college = asked(year, snapshot)

    with year.database.writing() as session:
        with pytest.raises(NotPermittedError):
            packs.ask(session, validator, snapshot.key, Audience.COLLEGE, now=NOW)
        with pytest.raises(NotFoundError):
            packs.ask(session, validator, snapshot.key, Audience.REVIEWER, now=NOW)
        with pytest.raises(NotFoundError):
            packs.get_pack(session, validator, college.key)
