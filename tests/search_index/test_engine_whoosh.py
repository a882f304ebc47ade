"""What Whoosh's files may do without harm: be late, be lost, be locked, be damaged."""

import shutil
import stat

import pytest
from whoosh.index import open_dir

from search_index import checking, generations, indexing, rebuilding, searching, whoosh_folder
from search_index.models import GenerationKind
from store.db import Database, TextFiles
from store.errors import DamagedError

LINK = "The link governor visited the college."
PARKING = "The car park is closed during the works."


@pytest.fixture
def shelf(library, database_kind):
    """A library whose full text is in files."""
    if database_kind != "whoosh":
        pytest.skip("another engine")
    return library


@pytest.fixture
def files(tmp_path):
    """The folders of indexes, one a college and generation."""
    return lambda: sorted((tmp_path / "search").iterdir())


def found(library, college, query="governor"):
    with library.database.reading() as session:
        result = searching.search(session, college, query, library.sees_all(college))
        return {hit.page_id for hit in result.hits}


def faults(library, college):
    with library.database.writing() as session:
        return checking.faults(session, college)


def with_setting(library, tmp_path, *, is_for_new):
    """The same database, opened again under another setting."""
    files = TextFiles(tmp_path / "search", is_for_new, batch_pages=2)
    library.database = Database(str(library.database.engine.url), text_files=files)


def reindex(library, college, texts):
    kind = GenerationKind.INDEX
    with library.database.writing() as session:
        rebuild = rebuilding.begin(session, college, kind, library.matcher)
    pages = [(page, indexing.prepare(text, library.matcher)) for page, text in texts.items()]
    with library.database.writing() as session:
        rebuild = rebuilding.write(session, rebuild, pages)
    with library.database.writing() as session:
        rebuilding.swap(session, rebuild)


def test_the_files_are_nobody_elses_to_look_into(shelf, files):
    college = shelf.college("A")
    shelf.add(college, LINK, LINK)

    (folder,) = files()

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700


def test_a_folder_that_others_may_enter_is_not_read(shelf, files):
    college = shelf.college("A")
    shelf.add(college, LINK, LINK)
    (folder,) = files()
    shelf.database.dispose()
    folder.chmod(0o755)

    (said,) = whoosh_folder.unreadable(folder.parent)

    assert "chmod 700" in said


def test_pages_that_wait_for_their_batch_are_found_from_their_rows(shelf, tmp_path):
    college = shelf.college("A")
    (page,) = shelf.add(college, LINK)

    assert not (tmp_path / "search").exists()
    assert found(shelf, college) == {page}
    assert faults(shelf, college) == []


def test_an_index_that_was_lost_comes_back_from_the_rows(shelf, files):
    college = shelf.college("A")
    pages = shelf.add(college, LINK, PARKING, LINK)
    (folder,) = files()
    shutil.rmtree(folder)

    without = found(shelf, college)
    more = shelf.add(college, LINK, LINK)

    assert without == {pages[0], pages[2]}
    assert found(shelf, college) == {pages[0], pages[2], *more}
    assert open_dir(str(folder)).doc_count() == 5
    assert faults(shelf, college) == []


def test_a_crash_between_the_commit_and_the_files_is_caught_up(shelf, files):
    college = shelf.college("A")
    first = shelf.add(college, LINK, LINK)
    (folder,) = files()
    kept = shutil.copytree(folder, folder.parent.parent / "kept")
    second = shelf.add(college, LINK, LINK)
    with shelf.database.writing() as session:
        indexing.remove(session, college, first[:1])
    # The process died before it wrote the last batch.
    shutil.rmtree(folder)
    shutil.copytree(kept, folder)
    folder.chmod(0o700)

    assert found(shelf, college) == {first[1], *second}
    (third,) = shelf.add(college, LINK)
    assert found(shelf, college) == {first[1], *second, third}
    assert faults(shelf, college) == []


def test_files_that_know_more_than_restored_rows_are_written_anew(shelf, files):
    college = shelf.college("A")
    pages = shelf.add(college, LINK, LINK)
    (folder,) = files()
    (folder / "position").write_text("9000", encoding="ascii")

    assert found(shelf, college) == set(pages)
    more = shelf.add(college, LINK)

    assert found(shelf, college) == {*pages, *more}
    assert int((folder / "position").read_text(encoding="ascii")) == 3


def test_another_process_that_writes_is_waited_for_and_not_disturbed(shelf, files):
    college = shelf.college("A")
    first = shelf.add(college, LINK, LINK)
    (folder,) = files()
    other = open_dir(str(folder)).writer()

    second = shelf.add(college, LINK, LINK)
    meanwhile = found(shelf, college)
    other.cancel()
    third = shelf.add(college, LINK)

    assert meanwhile == {*first, *second}
    assert found(shelf, college) == {*first, *second, *third}
    assert open_dir(str(folder)).doc_count() == 5


def test_a_damaged_index_is_said_to_be_and_never_wiped(shelf, files):
    college = shelf.college("A")
    pages = shelf.add(college, LINK, LINK)
    (folder,) = files()
    for path in folder.glob("*.seg"):
        path.unlink()

    with pytest.raises(DamagedError, match="careers-evidence reindex"):
        found(shelf, college)
    (said,) = faults(shelf, college)
    assert "reindex" in said
    assert whoosh_folder.unreadable(folder.parent) == [said]
    assert list(folder.glob("*.toc"))

    reindex(shelf, college, dict.fromkeys(pages, LINK))

    assert found(shelf, college) == set(pages)
    assert faults(shelf, college) == []
    assert not folder.exists()


def test_an_index_without_its_list_of_parts_is_written_anew(shelf, files):
    college = shelf.college("A")
    pages = shelf.add(college, LINK, LINK)
    (folder,) = files()
    for path in folder.glob("*.toc"):
        path.unlink()

    assert found(shelf, college) == set(pages)
    more = shelf.add(college, LINK)

    assert found(shelf, college) == {*pages, *more}
    assert faults(shelf, college) == []


def test_files_that_hold_other_pages_than_the_rows_are_a_fault(shelf, files):
    college = shelf.college("A")
    shelf.add(college, LINK, LINK)
    (folder,) = files()
    writer = open_dir(str(folder)).writer()
    writer.add_document(page_id=77, stems="governor", joined="")
    writer.commit()

    (said,) = faults(shelf, college)

    assert "other pages than its rows" in said


def test_a_college_that_goes_takes_its_files_along(shelf, files):
    college, other = shelf.college("A"), shelf.college("B")
    shelf.add(college, LINK, LINK)
    shelf.add(other, LINK, LINK)
    with shelf.database.writing() as session:
        indexing.drop_college(session, college)

    (left,) = files()

    assert left.name.startswith(f"{other}-")


def test_after_a_change_of_the_setting_the_old_index_serves_until_reindex(shelf, tmp_path, files):
    college = shelf.college("A")
    pages = shelf.add(college, LINK, LINK)
    with_setting(shelf, tmp_path, is_for_new=False)
    with shelf.database.reading() as session:
        kind = GenerationKind.INDEX
        assert rebuilding.is_stale(session, college, kind, shelf.matcher)
    before = found(shelf, college)

    reindex(shelf, college, dict.fromkeys(pages, LINK))

    assert before == found(shelf, college) == set(pages)
    assert files() == []
    with shelf.database.reading() as session:
        live = generations.find_live(session, college, GenerationKind.INDEX)
        assert not generations.table_of(live).in_files
    with_setting(shelf, tmp_path, is_for_new=True)
    reindex(shelf, college, dict.fromkeys(pages, LINK))
    assert found(shelf, college) == set(pages)
    assert len(files()) == 1
