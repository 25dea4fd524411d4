"""A bundle that is opened is what was packed, and what was signed."""

import gzip

from gates.cohort.bundle.members import METRICS
from gates.cohort.bundle.sealed_bundle import bundle_name, open_bundle
from tests.gates.cohort.bundles import ALICE, ARTIFACT_OF, CREATED, GATE_NAMES, Made, chunks, gzipped


def test_what_was_packed_is_opened():
    made = Made()
    found = open_bundle(chunks(made.packed()))
    assert (found.signer, found.node_id, found.members) == (ALICE.peer_id, "node-1", made.contents())
    assert set(found.artifacts) == {ARTIFACT_OF[gate] for gate in GATE_NAMES}
    assert found.evidence("smoke_summary.json") != found.artifact("smoke_summary.json")
    assert found.evidence("calibration.json") is None
    assert found.size_bytes > len(found.members[METRICS])


def test_a_bundle_is_the_same_however_it_was_compressed():
    raw = Made().packed()
    again = gzipped(gzip.decompress(raw), level=1)
    assert again != raw
    assert open_bundle([again]).id == open_bundle([raw]).id != open_bundle([Made(manifest={"sequence": 2}).packed()]).id


def test_the_name_of_a_file_says_node_and_time():
    assert bundle_name("node-1", CREATED) == "node-1_onboarding_20260131T110000Z.tgz"
