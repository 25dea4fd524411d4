"""Progress is for people at a terminal; a pipe hears nothing of it."""

import pytest

from tasks.gate.progress import show_count, show_rounds


@pytest.mark.parametrize("show", [show_count("simulate", 2, "seeds"), show_rounds("int8", 2)])
def test_nobody_at_a_terminal_hears_nothing(show, capfd: pytest.CaptureFixture[str]) -> None:
    with show:
        pass
    assert capfd.readouterr() == ("", "")


def test_a_terminal_sees_the_count(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    with show_count("simulate", 5, "seeds") as show:
        show(3)
    said = capfd.readouterr().err
    assert "simulate" in said and "3/5" in said and "seeds" in said
