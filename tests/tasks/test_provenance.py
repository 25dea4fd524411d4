import os
from pathlib import Path

from tasks.provenance import describe_engine, describe_machine, engine_in, git_commit

ROOT = Path(__file__).parents[2]


def test_the_engine_names_its_libraries_and_every_blas():
    engine = describe_engine()
    assert set(engine.packages) == {"numpy", "scipy"}
    assert engine.blas


def test_the_engine_of_a_computing_process_is_the_one_of_its_environment():
    one_thread = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1")
    engine = engine_in({**os.environ, **one_thread}, ROOT)
    assert {blas.num_threads for blas in engine.blas} == {1}


def test_a_machine_is_told_apart_and_not_named():
    machine = describe_machine()
    assert machine == describe_machine()
    assert len(machine.id) == 32
    assert os.uname().nodename not in machine.id


def test_where_there_is_no_checkout_there_is_no_commit(tmp_path):
    assert git_commit(tmp_path) is None
