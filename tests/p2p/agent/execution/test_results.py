import trio

from core.signing.keys import SigningKey
from p2p.agent.execution.results import Entry, MemoryResults, Result, ResultIndex, StoreBounds, TaskKey, name_of

PEER = SigningKey.from_seed(b"1" * 32).peer_id


def result(task_id="t", output=1):
    return Result(sender=PEER, task_id=task_id, content="c", output=output)


def test_an_index_drops_the_oldest_when_there_are_too_many_or_too_much():
    index = ResultIndex(StoreBounds(max_results=2, max_bytes=10))
    assert index.add(Entry("a", 4, 100), 0) == []
    assert index.add(Entry("b", 4, 100), 0) == []
    assert [entry.name for entry in index.add(Entry("c", 4, 100), 0)] == ["a"]
    assert [entry.name for entry in index.add(Entry("d", 9, 100), 0)] == ["b", "c"]
    assert [entry.name for entry in index.add(Entry("e", 11, 100), 0)] == ["d", "e"]
    assert (len(index), index.num_bytes) == (0, 0)


def test_a_sender_that_fills_an_index_pushes_out_its_own_results_alone():
    index = ResultIndex(StoreBounds(max_results=10, max_bytes=100))
    index.add(Entry("early", 10, 100, "quiet"), 0)
    for number in range(50):
        index.add(Entry(f"loud {number}", 1, 100, "loud"), 0)
    index.add(Entry("large", 80, 100, "loud"), 0)
    index.add(Entry("late", 20, 100, "quiet"), 0)
    assert index.find("early", 1)
    assert index.find("late", 1)
    assert index.find("large", 1) is None
    assert index.num_bytes <= 100


def test_an_index_finds_nothing_whose_time_is_over_and_drops_it_with_the_next():
    index = ResultIndex(StoreBounds())
    index.add(Entry("a", 4, 100), 0)
    assert index.find("a", 99)
    assert index.find("a", 100) is None
    assert [entry.name for entry in index.add(Entry("b", 4, 200), 100)] == ["a"]


def test_a_name_tells_nothing_and_is_one_for_a_key():
    names = {name_of(TaskKey(PEER, text)) for text in ("a", "b", "../../etc/passwd")}
    assert len(names) == 3
    assert all(len(name) == 64 and name.isalnum() for name in names)


def test_memory_answers_with_what_it_was_given_last():
    async def check():
        store, key = MemoryResults(StoreBounds(max_results=2)), TaskKey(PEER, "t")
        assert await store.get(key, 0) is None
        await store.put(result(), 0, 10)
        await store.put(result(output={"a": [None]}), 0, 10)
        assert await store.get(key, 9) == result(output={"a": [None]})
        assert await store.get(key, 10) is None
        for task_id in ("x", "y"):
            await store.put(result(task_id), 0, 10)
        assert await store.get(key, 0) is None
        assert await store.get(TaskKey(PEER, "y"), 0) == result("y")

    trio.run(check)
