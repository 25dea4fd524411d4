import pytest

from core.signing.keys import SigningKey
from learning.plan import parse_plan
from p2p.errors import MessageMalformedError, SignatureInvalidError
from p2p.wire.blob import BlobReference
from p2p.wire.messages import encode_message, envelope, parse_message
from p2p.wire.signing import sign_message, verify_message
from p2p.wire.train import NO_SESSION, AnyTrainMessage, RoundAccept, RoundOffer, SessionOffer, UpdateOffer

KEY, OTHER = SigningKey.from_seed(b"1" * 32), SigningKey.from_seed(b"2" * 32)
BASE = {**envelope(KEY.peer_id, OTHER.peer_id, 1000, 1000), "session_id": NO_SESSION}
PLAN = parse_plan(
    {
        "model": {"kind": "mlp", "layer_sizes": [8, 16, 3]},
        "local": {"epochs": 1, "batch_size": 8, "learning_rate": 1.0},
        "codec": "fp32",
        "strategy": {"name": "fedavg"},
        "num_rounds": 2,
        "num_clients": 2,
        "clients_per_round": 2,
        "min_clients": 1,
        "seed": 7,
    }
)
REFERENCE = BlobReference(name="0" * 32, size_bytes=3, sha256="a" * 64)
MESSAGES = [
    SessionOffer(**BASE, kind="session_offer", plan=PLAN, corpus="digits", client=1, round_timeout_ms=1000),
    RoundOffer(**BASE, kind="round_offer", round_index=0, model=REFERENCE, time_left_ms=1000),
    UpdateOffer(**BASE, kind="update_offer", round_index=0, update=REFERENCE, num_examples=5, loss=1.0, global_loss=2.0),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.kind)
def test_a_signed_message_survives_the_wire(message) -> None:
    raw = encode_message(sign_message(message, KEY))
    received = parse_message(AnyTrainMessage, raw).root
    assert type(received) is type(message)
    verify_message(received, received.signature, KEY.peer_id)


def test_the_signature_covers_the_plan() -> None:
    raw = encode_message(sign_message(MESSAGES[0], KEY)).replace(b'"num_rounds":2', b'"num_rounds":3')
    received = parse_message(AnyTrainMessage, raw).root
    with pytest.raises(SignatureInvalidError):
        verify_message(received, received.signature, KEY.peer_id)


def test_the_signature_covers_the_kind() -> None:
    signed = sign_message(RoundAccept(**BASE, kind="round_accept", round_index=0), KEY)
    raw = encode_message(signed).replace(b'"round_accept"', b'"update_ack"').replace(b"{", b'{"error":null,', 1)
    received = parse_message(AnyTrainMessage, raw).root
    with pytest.raises(SignatureInvalidError):
        verify_message(received, received.signature, KEY.peer_id)


@pytest.mark.parametrize(
    "change",
    [
        (b'"loss":1', b'"loss":1e999'),
        (b'"update_offer"', b'"speech"'),
        (b'"num_examples":5', b'"num_examples":-5'),
        (b'"global_loss":2', b'"global_loss":-2'),
        (b'"global_loss":2', b'"global_loss":1e999'),
        (b'"global_loss":2', b'"global_loss":"2"'),
    ],
)
def test_senseless_values_are_malformed(change: tuple[bytes, bytes]) -> None:
    raw = encode_message(sign_message(MESSAGES[2], KEY))
    assert change[0] in raw
    with pytest.raises(MessageMalformedError):
        parse_message(AnyTrainMessage, raw.replace(*change))


@pytest.mark.parametrize("message", MESSAGES[:2], ids=lambda message: message.kind)
def test_a_round_takes_a_day_at_most(message) -> None:
    field = "round_timeout_ms" if isinstance(message, SessionOffer) else "time_left_ms"
    encode = encode_message(message.model_copy(update={field: 86_400_000}))
    assert parse_message(AnyTrainMessage, encode)
    with pytest.raises(MessageMalformedError):
        parse_message(AnyTrainMessage, encode_message(message.model_copy(update={field: 86_400_001})))
