from gates.artifacts.provenance import ProvenanceManifest
from gates.verdicts.schema import schema_failures
from tests.gates.mutations import put, sample


def test_a_digest_and_a_moment_have_their_form():
    for path, value in (("artifacts[1].sha256", "abc"), ("artifacts[1].modified_utc", "yesterday"), ("artifacts[1].size_bytes", -1)):
        assert list(schema_failures(ProvenanceManifest, put(sample("provenance"), path, value))) == [path]
