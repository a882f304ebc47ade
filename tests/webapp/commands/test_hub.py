"""`hub add`, `hub college`, `hub person` and `hub leave`."""


def test_a_hub_with_its_college_and_reader(run):
    added = ("person", "add", "ann@newton.example", "--name", "Ann", "--college", "newton")
    run(*added, "--role", "careers_leader")
    answers = [
        run("hub", "add", "Marlshire"),
        run("hub", "college", "Marlshire", "newton"),
        run("hub", "person", "Marlshire", "ann@newton.example"),
        run("hub", "leave", "Marlshire", "ann@newton.example"),
    ]

    assert [answer.exit_code for answer in answers] == [0, 0, 0, 0]
    assert answers[2].stdout == "Ann reads the summaries of Marlshire.\n"
    assert run("hub", "leave", "Marlshire", "ann@newton.example").exit_code == 1
