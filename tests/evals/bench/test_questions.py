from evals.bench.questions import questions


def test_no_question_comes_twice() -> None:
    asked = questions()
    assert len(set(asked)) == len(asked) > 200
    assert not any("{" in question for question in asked)
