"""Quotes compared with the texts that they pin."""

from sqlalchemy import text

from workflow import checking


def faults(year):
    with year.database.reading() as session:
        return list(checking.list_faults(session, year.college))


def test_quotes_as_their_pages_say_them_are_no_fault(year):
    assert faults(year) == []


def test_a_text_that_was_changed_behind_everybody_is_told_by_its_citation(year):
    drop = "DROP TRIGGER keep_text_layer_update"
    with year.database.writing() as session:
        session.execute(
            text(drop if year.database.dialect == "sqlite" else f"{drop} ON text_layer")
        )
        session.execute(text("UPDATE text_layer SET text = 'Something else.'"))

    [sentence] = faults(year)

    assert year.citation.key in sentence
    assert sentence.startswith(year.college.code)
