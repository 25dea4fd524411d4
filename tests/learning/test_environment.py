"""The environment of computing processes is settled whatever the person's own says."""

from learning.environment import compute_environment

AVX512 = frozenset({"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl", "fpu"})


def test_every_blas_gets_one_thread():
    environment = compute_environment({"OMP_NUM_THREADS": "8", "HOME": "a/home"}, frozenset())
    assert {environment[f"{name}_NUM_THREADS"] for name in ("OMP", "OPENBLAS", "MKL")} == {"1"}
    assert environment["HOME"] == "a/home"


def test_core_type_is_set_only_where_the_processor_has_the_instructions():
    assert compute_environment({}, AVX512)["OPENBLAS_CORETYPE"] == "SkylakeX"
    assert "OPENBLAS_CORETYPE" not in compute_environment({"OPENBLAS_CORETYPE": "Zen"}, AVX512 - {"avx512f"})


def test_base_is_left_as_it_is():
    base = {"OPENBLAS_CORETYPE": "Zen"}
    compute_environment(base, AVX512)
    assert base == {"OPENBLAS_CORETYPE": "Zen"}
