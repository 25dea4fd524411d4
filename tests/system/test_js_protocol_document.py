"""The examples of docs/protocol.md are what the example peer in JavaScript verifies and would itself sign."""

import json
import subprocess
from pathlib import Path

from core.signing.keys import SigningKey
from p2p.wire.messages import canonical_fields
from tests.p2p.wire.protocol_document import SEEDS, signed_messages
from tests.system.js_peer import ROOT, js_key, node


def test_the_js_peer_verifies_every_example_and_signs_it_alike(tmp_path: Path) -> None:
    homes = {who: tmp_path / who for who in SEEDS}
    keys = {who: js_key(homes[who], SigningKey.from_seed(seed)) for who, seed in SEEDS.items()}
    examples = [(signer, json.loads(text)) for signer, text, _ in signed_messages()]
    cases = [{"home": str(homes[signer]), "signer": keys[signer].peer_id, "message": message} for signer, message in examples]
    (tmp_path / "cases.json").write_text(json.dumps(cases))
    command = [node(), str(ROOT / "tests" / "system" / "verify_vectors.mjs"), str(tmp_path / "cases.json")]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    expected = [canonical_fields({name: value for name, value in message.items() if name != "signature"}).hex() for _, message in examples]
    assert [json.loads(line) for line in said.splitlines()] == [{"isSame": True, "signed": signed} for signed in expected]
    assert len(examples) >= 11
