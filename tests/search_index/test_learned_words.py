"""What was learned is kept for each college and framework version by itself."""

from search_index import learned_words
from search_index.learning import NOTHING, LearnedWord, learned_from

WORD = LearnedWord("1.5", ("link", "governor"), "link governor", 1.4, 5, 0)
OTHER = LearnedWord("1.4", ("paper",), "paper", 0.6, 0, 4)


def keep(library, college, learned, framework="a model"):
    with library.database.writing() as session:
        learned_words.write(session, college, framework, learned, confirmed=5, dismissed=4)


def known(library, college, framework="a model"):
    with library.database.reading() as session:
        return learned_words.find(session, college, framework)


def test_what_was_learned_is_read_as_it_was_written(library):
    college = library.college("millbank")
    keep(library, college, learned_from([WORD, OTHER]))

    found = known(library, college)

    assert found.words == (OTHER, WORD)
    assert found == learned_from([OTHER, WORD])


def test_neither_another_college_nor_another_framework_is_told(library):
    ours, theirs = library.college("millbank"), library.college("wyrecombe")
    keep(library, ours, learned_from([WORD]))

    assert known(library, theirs) is NOTHING
    assert known(library, ours, "another model") is NOTHING


def test_what_is_learned_later_takes_the_place_of_what_was_known(library):
    college = library.college("millbank")
    keep(library, college, learned_from([WORD]))
    keep(library, college, learned_from([OTHER]))

    assert known(library, college).words == (OTHER,)
