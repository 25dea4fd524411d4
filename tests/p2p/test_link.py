import pytest
import trio

from p2p.errors import StreamClosedError


def test_a_refusal_stands(run, make_host):
    async def check():
        one, two = make_host(), make_host()
        async with one.run(), two.run():
            await one.connect(two.peer_id, two.addresses)
            link = next(iter(one._links.values()))
            assert link.is_usable
            link.settle(is_ours=False)
            link.settle(is_ours=True)
            assert not link.is_usable

    run(check)


def test_a_link_that_was_closed_is_of_no_more_use(run, make_host):
    async def check():
        one, two = make_host(), make_host()
        async with one.run(), two.run():
            for end in ("close", "abort"):
                await one.connect(two.peer_id, two.addresses)
                link = next(iter(one._links.values()))
                await getattr(link, end)()
                assert not link.is_alive
                assert not one._links
                with pytest.raises(StreamClosedError):
                    await link.open_stream("/any", 1)

    run(check)


def test_a_peer_that_answers_heartbeats_is_watched_for_ever(run, make_host):
    async def check():
        one, two = make_host(), make_host()
        async with one.run(), two.run():
            await one.connect(two.peer_id, two.addresses)
            link = next(iter(one._links.values()))
            with trio.move_on_after(1) as scope:
                await link.watch(0.05, 3)
            assert scope.cancelled_caught

    run(check)


def test_a_peer_whose_answers_wait_behind_much_else_is_not_silent(run, make_host, narrow_path):
    async def check():
        one, two = make_host(), make_host()

        async def pour(stream):
            await stream.send_bytes(bytes(20_000_000))

        two.serve("/pour", pour)
        async with one.run(), two.run(), narrow_path(two, bytes_per_s=1_000_000) as path, trio.open_nursery() as nursery:
            await one.connect(two.peer_id, path.addresses)
            link = next(iter(one._links.values()))

            async def drain(stream):
                while await stream.receive_some(2**20, 10):
                    pass

            for _ in range(6):
                nursery.start_soon(drain, await one.open_stream(two.peer_id, "/pour"))
            with trio.move_on_after(3) as scope:
                await link.watch(0.2, 3)
            assert scope.cancelled_caught
            path.close()
            with trio.fail_after(5):
                await link.watch(0.2, 3)
            nursery.cancel_scope.cancel()

    run(check)


def test_closing_is_not_held_up_by_a_peer_that_takes_nothing(run, make_host, narrow_path):
    async def check():
        one, two = make_host(), make_host()
        two.serve("/deaf", lambda stream: trio.sleep(5))
        async with one.run(), two.run(), narrow_path(two) as path:
            await one.connect(two.peer_id, path.addresses)
            streams = [await one.open_stream(two.peer_id, "/deaf") for _ in range(16)]
            path.close()
            async with trio.open_nursery() as nursery:
                for stream in streams:
                    nursery.start_soon(send_in_vain, stream)
                await trio.sleep(0.2)
                with trio.fail_after(8):
                    await next(iter(one._links.values())).close()
            assert not one._links

    run(check)


async def send_in_vain(stream):
    with pytest.raises(StreamClosedError):
        await stream.send_bytes(bytes(20_000_000))
