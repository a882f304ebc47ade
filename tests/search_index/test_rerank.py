"""The order of pages: all words, rare words, words together, titles, neighbours."""

from search_index.analysis import analyse, index_text, joined_text
from search_index.indexing import spaced_stems
from search_index.query import parse
from search_index.rerank import (
    TO_HEADINGS,
    TO_QUESTIONS,
    TO_WORDS,
    Candidate,
    Ranking,
    Statistics,
    lending_to,
    rerank,
)

FILLER = " filler" * 30


def candidate(page_id, text, *, title="", revision=None, number=1):
    tokens = analyse(text)
    return Candidate(
        page_id, page_id, revision or page_id, number, title, spaced_stems(title),
        index_text(tokens), joined_text(tokens),
    )  # fmt: skip


def order(asked, *pages, counts=()):
    statistics = Statistics(100, 30.0, {(stem, False): n for stem, n in dict(counts).items()})
    return [r.candidate.page_id for r in rerank(parse(asked).required, pages, statistics)]


def test_a_rare_word_outweighs_a_common_one():
    pages = candidate(1, "college" + FILLER), candidate(2, "clerk" + FILLER)

    assert order("college clerk", *pages, counts={"colleg": 90, "clerk": 2}) == [2, 1]


def test_words_side_by_side_outweigh_words_apart():
    pages = candidate(1, f"link{FILLER} governor"), candidate(2, f"link governor{FILLER}")

    assert order("link governor", *pages, counts={"link": 9, "governor": 9}) == [2, 1]


def test_a_shorter_page_outweighs_a_longer_one():
    pages = candidate(1, "clerk" + FILLER * 4), candidate(2, "clerk" + FILLER)

    assert order("clerk", *pages, counts={"clerk": 9}) == [2, 1]


def test_a_page_beside_a_good_page_is_lifted():
    alone = candidate(1, "clerk" + FILLER)
    beside = candidate(2, "clerk" + FILLER, revision=7, number=1)
    good = candidate(3, "clerk clerk clerk", revision=7, number=2)

    assert order("clerk", alone, beside, good, counts={"clerk": 9}) == [3, 2, 1]


def test_a_word_in_the_title_lifts_a_page():
    pages = candidate(1, "clerk" + FILLER), candidate(2, "clerk" + FILLER, title="The clerk")

    assert order("clerk", *pages, counts={"clerk": 9}) == [2, 1]


def test_equal_pages_keep_the_order_of_their_numbers():
    pages = candidate(2, "clerk"), candidate(1, "clerk")

    assert order("clerk", *pages, counts={"clerk": 9}) == [1, 2]


def test_a_word_counts_as_often_as_it_stands_there():
    pages = candidate(1, "clerk clerk" + FILLER), candidate(2, "clerk clerk clerk" + FILLER)

    assert order("clerk", *pages, counts={"clerk": 9}) == [2, 1]


def test_a_question_is_answered_over_several_pages():
    beside = [
        candidate(1, "clerk" + FILLER, revision=7, number=1),
        candidate(2, "governor" + FILLER, revision=7, number=2),
    ]
    alone = candidate(3, "governor" + FILLER, number=2)
    statistics = Statistics(100, 30.0, {("clerk", False): 9, ("governor", False): 9})
    clauses = parse("clerk governor").required

    scores = {
        lending: {r.candidate.page_id: r.score for r in rerank(
            clauses, [*beside, alone], statistics, lending
        )}
        for lending in (TO_WORDS, TO_QUESTIONS)
    }  # fmt: skip

    assert scores[TO_WORDS][2] > scores[TO_WORDS][3]
    assert scores[TO_QUESTIONS][2] > scores[TO_WORDS][2]
    assert scores[TO_QUESTIONS][3] == scores[TO_WORDS][3]


def test_a_page_lends_less_the_further_away_it_is_and_nothing_to_other_files():
    pages = [candidate(n, "clerk" + FILLER, revision=n, number=5) for n in (1, 2, 3)]
    lenders = [
        candidate(8, "clerk clerk", revision=3, number=6),
        candidate(9, "clerk clerk", revision=2, number=8),
    ]

    places = order("clerk", *pages, *lenders, counts={"clerk": 9})

    assert [page for page in places if page < 8] == [3, 2, 1]


def test_words_of_pages_around_do_not_make_a_page_hold_all():
    one = candidate(1, "clerk", revision=7, number=1)
    two = candidate(2, "governor", revision=7, number=2)
    statistics = Statistics(100, 30.0, {})

    ranked = rerank(parse("clerk governor").required, [one, two], statistics, TO_QUESTIONS)

    assert [entry.has_all for entry in ranked] == [False, False]


def test_for_a_heading_the_title_and_the_pages_around_count_as_held():
    poor = candidate(1, "clerk governor plan vote" + FILLER * 9)
    titled = candidate(2, "clerk clerk governor governor plan plan", title="Votes")
    beside = candidate(3, "clerk clerk governor governor plan plan", revision=7, number=1)
    alone = candidate(4, "clerk clerk governor governor plan plan plan")
    lender = candidate(5, "vote", revision=7, number=3)
    query = parse("clerk governor plan vote")
    statistics = Statistics(100, 30.0, {(s, False): 9 for s in ("clerk", "governor", "plan")})

    pages = [poor, titled, beside, alone, lender]
    ranked = rerank(query.required, pages, statistics, lending_to(query))
    strict = rerank(query.required, pages, statistics, TO_WORDS)

    assert lending_to(query) == TO_HEADINGS
    assert strict[0].candidate.page_id == 1
    places = [entry.candidate.page_id for entry in ranked]
    assert places.index(4) > max(places.index(page) for page in (1, 2, 3, 5))
    assert places.index(1) > max(places.index(page) for page in (2, 3))
    assert [entry.candidate.page_id for entry in ranked if entry.has_all] == [1]


def test_pages_put_beside_lend_and_are_no_hits_themselves():
    hits = [candidate(1, "clerk" + FILLER), candidate(2, "clerk" + FILLER, revision=7, number=5)]
    statistics = Statistics(100, 30.0, {("clerk", False): 9})
    ranking = Ranking(parse("clerk").required, hits, statistics, TO_QUESTIONS)
    before = [entry.candidate.page_id for entry in ranking.ordered()]

    missing = ranking.missing(ranking.ordered())
    ranking.put_beside([candidate(3, "clerk clerk clerk", revision=7, number=6)])

    assert missing[7] == {2, 3, 4, 6, 7, 8}
    assert before == [1, 2]
    assert [entry.candidate.page_id for entry in ranking.ordered()] == [2, 1]
