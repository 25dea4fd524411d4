import os

from tasks.evidence.provenance import computing_engine, describe_engine, describe_machine, git_commit


def test_the_engine_names_its_libraries_and_every_blas():
    engine = describe_engine()
    assert set(engine.packages) == {"numpy", "scipy"}
    assert engine.blas


def test_the_engine_of_a_computing_process_has_one_thread(monkeypatch):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    assert {blas.num_threads for blas in computing_engine().blas} == {1}


def test_a_machine_is_told_apart_and_not_named():
    machine = describe_machine()
    assert machine == describe_machine()
    assert len(machine.id) == 32
    assert os.uname().nodename not in machine.id


def test_where_there_is_no_checkout_there_is_no_commit(tmp_path):
    assert git_commit(tmp_path) is None
