"""Turns: those who wait for room in a connection send one after the other."""

from collections.abc import Callable

import trio


class Turns:
    """Whoever waits first sends first, one frame a turn, so that nobody waits for more than a frame of each of the others."""

    def __init__(self, has_room: Callable[[], bool]) -> None:
        self._has_room = has_room
        self._waiting = trio.lowlevel.ParkingLot()
        self._is_called = False

    @property
    def are_free(self) -> bool:
        """Whether there is room, and nobody who waits for it."""
        return not self._waiting and not self._is_called and self._has_room()

    async def take(self, send: Callable[[], int]) -> int:
        """What `send` returns when all who came before have had a turn."""
        await self._waiting.park()
        self._is_called = False
        try:
            return send()
        finally:
            self.go_on()

    def go_on(self) -> None:
        """Let the next one send, where there is room."""
        if not self._is_called and self._has_room():
            self._is_called = bool(self._waiting.unpark())

    def unpark_all(self) -> None:
        """Let everybody see that the connection has ended."""
        self._waiting.unpark_all()
