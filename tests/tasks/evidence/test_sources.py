import pytest

from core.errors import CodedError
from gates.catalogue import SMOKE
from tasks.evidence.imported_code import ProjectCode
from tasks.evidence.sources import digest_sources, observe_sources


def test_what_was_digested_is_what_is_observed(published):
    sources = digest_sources(published.root, SMOKE, "reduced")
    observed = observe_sources(ProjectCode(published.root), sources, SMOKE)
    assert {entry.name: entry.sha256 for entry in sources.inputs} == dict(observed.inputs)
    assert {entry.name: entry.sha256 for entry in sources.code} == dict(observed.code)
    assert {entry.name: entry.sha256 for entry in sources.params} == dict(observed.params)


def test_the_sources_are_those_of_the_gate(published):
    sources = digest_sources(published.root, SMOKE, "reduced")
    assert tuple(entry.name for entry in sources.inputs) == SMOKE.inputs["reduced"]
    assert tuple(entry.name for entry in sources.code) == ("flows/smoke.py", "learning/module.py")
    assert tuple(entry.name for entry in sources.params) == SMOKE.params_of("reduced")


def test_a_missing_source_cannot_be_vouched_for(published):
    (published.root / "data/digits/test.safetensors").unlink()
    with pytest.raises(CodedError) as caught:
        digest_sources(published.root, SMOKE, "reduced")
    assert caught.value.code == "gates.data.missing"
