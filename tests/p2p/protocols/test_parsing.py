"""What is large is parsed beside the loop."""

import threading

import pytest

from p2p.protocols.parsing import MAX_BYTES_ON_THE_LOOP, off_the_loop


def thread_of(raw: bytes, suffix: str) -> tuple[int, str]:
    return threading.get_ident(), suffix


@pytest.mark.parametrize(("size_bytes", "is_on_the_loop"), [(MAX_BYTES_ON_THE_LOOP, True), (MAX_BYTES_ON_THE_LOOP + 1, False)])
def test_a_large_message_leaves_the_loop_free(run, size_bytes, is_on_the_loop) -> None:
    async def check() -> None:
        thread, suffix = await off_the_loop(bytes(size_bytes), thread_of, "end")
        assert (thread == threading.get_ident()) is is_on_the_loop
        assert suffix == "end"

    run(check)
