from pathlib import Path

from p2p.agent.computing.environment import compute_process_environment, cpu_flags


def test_flags_are_read_as_linux_writes_them(tmp_path: Path) -> None:
    (tmp_path / "cpuinfo").write_text("processor\t: 0\nflags\t\t: fpu avx512f\n\nflags\t\t: other\n")
    assert cpu_flags(tmp_path / "cpuinfo") == {"fpu", "avx512f"}


def test_a_machine_without_cpuinfo_has_no_flags(tmp_path: Path) -> None:
    assert cpu_flags(tmp_path / "none") == frozenset()


def test_a_computing_process_has_one_thread_and_keeps_the_rest() -> None:
    environment = compute_process_environment({"PATH": "/bin", "OMP_NUM_THREADS": "8"})
    assert (environment["PATH"], environment["OMP_NUM_THREADS"]) == ("/bin", "1")
