"""Query language, engines, ranking, and what pages say about dimensions; knows no documents."""
