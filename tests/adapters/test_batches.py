"""The queue in which texts of all callers wait for the model."""

from collections.abc import Sequence

import numpy as np
import pytest
from tokenizers import Encoding, Tokenizer

from app.adapters.batches import BatchQueue, Text
from app.adapters.word_pieces import ASSETS

TOKENIZER = Tokenizer.from_file(str(ASSETS / "tokenizer.json"))
TOKENIZER.no_padding()


@pytest.fixture
def queue() -> BatchQueue:
    return BatchQueue(most_pieces=100, dimension=2)


def test_texts_of_several_callers_share_a_batch(queue: BatchQueue) -> None:
    first, second = queue.put(_of_lengths(50, 20)), queue.put(_of_lengths(21, 48))
    assert _lengths(queue.take()) == [48, 50]
    assert _lengths(queue.take()) == [20, 21]
    assert queue.take() == []
    assert not first.done()
    assert not second.done()


def test_who_came_first_is_served_first(queue: BatchQueue) -> None:
    queue.put(_of_lengths(10))
    queue.put(_of_lengths(90, 80))
    assert _lengths(queue.take()) == [10]
    assert _lengths(queue.take()) == [90]


def test_nobody_waits_for_the_end_of_a_long_call(queue: BatchQueue) -> None:
    queue.put(_of_lengths(*[90] * 50))
    queue.take()
    queue.put(_of_lengths(10))
    assert _lengths(queue.take()) == [10]


def test_a_long_call_goes_on_while_others_come_and_come(queue: BatchQueue) -> None:
    queue.put(_of_lengths(*[90] * 10))
    taken = []
    for _ in range(20):
        queue.put(_of_lengths(40, 30))
        taken.append(_lengths(queue.take()))
    assert taken.count([90]) == 10


def test_all_who_wait_lead_in_turn(queue: BatchQueue) -> None:
    queue.put(_of_lengths(*[100] * 20))
    for length in (90, 80, 70):  # too long to come along with one another
        queue.put(_of_lengths(*[length] * 10))
    led = [length for _ in range(12) for length in _lengths(queue.take())]
    assert {length: led.count(length) >= 2 for length in (90, 80, 70)} == {90: True, 80: True, 70: True}


def test_the_nearer_in_length_comes_along(queue: BatchQueue) -> None:
    queue.put(_of_lengths(45))
    queue.put(_of_lengths(25, 46))
    assert _lengths(queue.take()) == [45, 46]


def test_a_batch_is_never_wider_than_its_limit_but_for_one_text(queue: BatchQueue) -> None:
    queue.put(_of_lengths(120, 40, 35, 33, 30, 3, 2, 1))
    batches = []
    while batch := queue.take():
        batches.append(_lengths(batch))
    assert sorted(length for batch in batches for length in batch) == [1, 2, 3, 30, 33, 35, 40, 120]
    assert all(len(batch) * max(batch) <= 100 for batch in batches if len(batch) > 1)


def test_a_short_text_is_not_padded_to_a_long_one(queue: BatchQueue) -> None:
    queue.put(_of_lengths(5))
    queue.put(_of_lengths(30, 9))
    assert _lengths(queue.take()) == [5, 9]


def test_each_caller_gets_its_rows_in_its_order(queue: BatchQueue) -> None:
    calls = [queue.put(_of_lengths(9, 50, 30)), queue.put(_of_lengths(31, 8))]
    while batch := queue.take():
        queue.settle(batch, np.array([[length, 1] for length in _lengths(batch)], dtype=np.float32))
    assert [call.result(timeout=0)[:, 0].tolist() for call in calls] == [[9, 50, 30], [31, 8]]


def test_an_error_reaches_every_caller_of_the_batch_and_no_other(queue: BatchQueue) -> None:
    failed, also = queue.put(_of_lengths(50)), queue.put(_of_lengths(49, 5))
    other = queue.put(_of_lengths(6))
    queue.fail(queue.take(), RuntimeError("out of memory"))
    for call in (failed, also):
        with pytest.raises(RuntimeError, match="out of memory"):
            call.result(timeout=0)
    assert _lengths(queue.take()) == [6]  # what was left of a failed call is not computed
    assert not other.done()


def test_a_caller_who_goes_away_takes_its_texts_back(queue: BatchQueue) -> None:
    gone, stays = queue.put(_of_lengths(50, 50, 50)), queue.put(_of_lengths(50))
    under_way = queue.take()
    gone.cancel()
    queue.settle(under_way, np.zeros((2, 2), dtype=np.float32))
    assert _lengths(queue.take()) == [50]
    assert queue.take() == []
    assert not stays.done()


def test_no_texts_are_done_at_once(queue: BatchQueue) -> None:
    assert queue.put([]).result(timeout=0).shape == (0, 2)


def test_all_who_wait_hear_that_nothing_will_come(queue: BatchQueue) -> None:
    calls = [queue.put(_of_lengths(50)), queue.put(_of_lengths(10))]
    queue.cancel()
    assert all(call.cancelled() for call in calls)
    assert queue.take() == []


def _of_lengths(*lengths: int) -> list[Encoding]:
    return [TOKENIZER.encode("a " * length, add_special_tokens=False) for length in lengths]


def _lengths(batch: Sequence[Text]) -> list[int]:
    return [len(text.encoding) for text in batch]
