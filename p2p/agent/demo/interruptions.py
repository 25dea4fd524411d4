"""Interruptions: Ctrl-C, TERM and HUP, which end a program only where it can bear it."""

import signal
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Self

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class InterruptedBySignalError(BaseException):
    """A signal asked the program to end; as with KeyboardInterrupt, no `except Exception` holds it up."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number


class Interruptions:
    """As long as it is entered, a signal is only noted, and raised in `allowed` blocks; for the main thread.

    What must not be cut in two, such as starting a process and keeping its id, or tidying up, stands outside of those
    blocks. Signals that the caller had ignored stay ignored.
    """

    def __init__(self) -> None:
        self._number: int | None = None
        self._is_allowed = False
        self._old: dict[signal.Signals, object] = {}

    def __enter__(self) -> Self:
        for number in SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._old[number] = signal.signal(number, self._note)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for number, handler in self._old.items():
            signal.signal(number, handler)  # pyright: ignore[reportArgumentType]
        self._old = {}

    @contextmanager
    def allowed(self) -> Generator[None]:
        """A block that a signal ends, also one that came before it.

        Errors: InterruptedBySignalError.
        """
        self._is_allowed = True
        try:
            self._raise_noted()
            yield
        finally:
            self._is_allowed = False

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._number = self._number or number
        if self._is_allowed:
            self._is_allowed = False
            self._raise_noted()

    def _raise_noted(self) -> None:
        if self._number is not None:
            raise InterruptedBySignalError(self._number)
