"""A card that contradicts itself, or whose signature is not its signer's, is none."""

import json

import pytest

from core.errors import CodedError
from core.signing.keys import SigningKey
from learning.plan import ModelSpec
from p2p.agent.models.card import MAX_CARD_BYTES, default_terms, encode_card, parse_card, sign_card

KEY = SigningKey.from_seed(b"k" * 32)


def test_a_card_comes_back_as_it_was_written(make_card, make_plan) -> None:
    plan = make_plan(model={"kind": "mlp", "layer_sizes": [3, 4, 2]}, normalisation={"means": [0.0, 1.5, 2.0], "scales": [1.0, 2.0, 3.0]})
    training = {"plan": plan, "num_rounds": 2, "num_participants": 2, "session_id": "s", "loss": 0.25, "accuracy": 0.97}
    for card in (make_card()[0], make_card(normalisation=plan.normalisation, training=training)[0]):
        assert parse_card(encode_card(card)) == card
        assert parse_card(encode_card(sign_card(card, KEY))).signer == KEY.peer_id


def test_a_signature_holds_for_every_field(make_card) -> None:
    signed = json.loads(encode_card(sign_card(make_card()[0], KEY)))
    for field, value in {"name": "other", "licence": "none", "weights_sha256": "0" * 64, "signer": SigningKey.generate().peer_id}.items():
        with pytest.raises(CodedError) as refusal:
            parse_card(json.dumps({**signed, field: value}).encode())
        assert refusal.value.code == "p2p.model.invalid"


def test_signing_again_replaces_the_signer(make_card) -> None:
    other = SigningKey.generate()
    card = sign_card(sign_card(make_card()[0], KEY), other)
    assert parse_card(encode_card(card)).signer == other.peer_id


@pytest.mark.parametrize(
    "wrong",
    [
        {"format_version": 2},
        {"format": "another"},
        {"name": "../x"},
        {"weights_sha256": "../../x"},
        {"surprise": 1},
        {"terms": {"features": ["a", "b"], "classes": ["c", "d"]}},
        {"terms": {"features": ["a", "b", "b"], "classes": ["c", "d"]}},
        {"terms": {"features": ["a", "b", "c\u001b[2J"], "classes": ["c", "d"]}},
        {"normalisation": {"means": [0.0], "scales": [1.0]}},
        {"created_at": "yesterday"},
        {"signer": KEY.peer_id},
        {"signer": KEY.peer_id, "signature": "A" * 88},
        {"signer": KEY.peer_id, "signature": "no base64"},
    ],
)
def test_a_card_that_is_wrong_is_refused(make_card, wrong) -> None:
    raw = json.loads(encode_card(make_card()[0]))
    with pytest.raises(CodedError) as refusal:
        parse_card(json.dumps(raw | wrong).encode())
    assert refusal.value.code == "p2p.model.invalid"


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b"[" * 100_000, b" " * (MAX_CARD_BYTES + 1)])
def test_any_bytes_are_a_card_or_refused(data: bytes) -> None:
    with pytest.raises(CodedError) as refusal:
        parse_card(data)
    assert refusal.value.code == "p2p.model.invalid"


def test_a_training_of_another_model_is_no_card_of_this_one(make_card, make_plan) -> None:
    training = {"plan": make_plan().model_dump(mode="json"), "num_rounds": 1, "num_participants": 1}
    raw = json.loads(encode_card(make_card()[0]))
    with pytest.raises(CodedError):
        parse_card(json.dumps(raw | {"training": training}).encode())


def test_terms_by_number_name_everything_once() -> None:
    terms = default_terms(ModelSpec(kind="mlp", layer_sizes=(2, 3)))
    assert (terms.features, terms.classes) == (("feature_0", "feature_1"), ("0", "1", "2"))
    with pytest.raises(CodedError):
        default_terms(ModelSpec(kind="mlp", layer_sizes=(5000, 3)))
