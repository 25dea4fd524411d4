"""The environment of computing processes is settled whatever the person's own says."""

import os
import platform
import subprocess
import sys

import pytest

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


@pytest.mark.skipif(sys.platform != "linux" or not platform.libc_ver()[0].startswith("glibc"), reason="the settings are those of glibc")
def test_memory_that_an_update_needed_is_kept_for_the_next():
    code = "import resource, numpy as np\nfor _ in range(200): np.ones(100_000, np.float32)\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_minflt)"
    faults = [
        int(subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True).stdout)
        for environment in (compute_environment(os.environ, frozenset()), {**os.environ, "MALLOC_MMAP_THRESHOLD_": "65536"})
    ]
    assert faults[0] + 100 * 90 < faults[1]
