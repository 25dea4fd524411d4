"""docs/protocol.md is held to the code: its examples, tables, limits and codes."""

import ast
import importlib
import json
import re

import pytest
from pydantic import RootModel
from zeroconf import DNSIncoming, DNSPointer, DNSText

from core.errors import load_catalogue
from core.ids import PeerId
from core.signing.keys import SigningKey
from learning.codecs.registry import decode_update
from p2p.discovery import FoundPeer, parse_announcement
from p2p.wire.blob import BlobAck, BlobHeader, BlobRequest
from p2p.wire.bundle import BundleAnswer, BundleOffer
from p2p.wire.framing import FrameDecoder, encode_frame
from p2p.wire.invitation import Invitation, JoinAnswer, JoinRequest, decode_invitation
from p2p.wire.messages import Hello, TaskRequest, TaskResponse, canonical_fields, encode_message, parse_message
from p2p.wire.signing import sign_message, verify_message
from p2p.wire.statements import Statements, verify_statement
from p2p.wire.train import AnyTrainMessage
from tests.p2p.wire.protocol_document import DOCUMENT, ROOT, SEEDS, block, hexadecimal, signed_messages, table

CATALOGUE = load_catalogue()
MESSAGES = signed_messages()
TABLES = {
    "ErrorReport": "p2p.wire.messages",
    "Hello": "p2p.wire.messages",
    "SignedMessage": "p2p.wire.messages",
    "TaskRequest": "p2p.wire.messages",
    "TaskResponse": "p2p.wire.messages",
    **dict.fromkeys(("BlobReference", "BlobRequest", "BlobHeader", "BlobAck"), "p2p.wire.blob"),
    **dict.fromkeys(("BundleOffer", "BundleAnswer"), "p2p.wire.bundle"),
    **dict.fromkeys(("TrainMessage", "SessionOffer", "SessionAccept", "RoundOffer", "RoundAccept"), "p2p.wire.train"),
    **dict.fromkeys(("UpdateOffer", "UpdateAck", "Decline", "SessionEnd"), "p2p.wire.train"),
    **dict.fromkeys(("Invitation", "JoinRequest", "JoinAnswer"), "p2p.wire.invitation"),
    **dict.fromkeys(("Statements", "StatementsHeard", "Rotation", "Revocation"), "p2p.wire.statements"),
    **dict.fromkeys(("TrainingPlan", "ModelSpec", "LocalTraining", "Strategy", "Normalisation"), "learning.plan"),
    "Convolutions": "learning.convolutions",
    "Adapter": "learning.adapter",
}
TOLD_APART_BY = {
    "kind": AnyTrainMessage,
    "task": TaskRequest,
    "status": TaskResponse,
    "invitation": JoinRequest,
    "invitation_nonce": JoinAnswer,
    "purpose": Invitation,
}
SPEAKERS = ("p2p/protocols/*.py", "p2p/wire/*.py", "p2p/agent/training/participant.py", "p2p/agent/inbox/*.py")
"""The files whose refusals reach a peer."""


def parsed(text: str):
    fields = json.loads(text)
    model = next(model for name, model in TOLD_APART_BY.items() if name in fields)
    message = parse_message(model, text.encode())
    return message.root if isinstance(message, RootModel) else message


@pytest.mark.parametrize(("signer", "text", "signed"), MESSAGES, ids=range(len(MESSAGES)))
def test_every_example_of_a_message_is_what_its_signer_would_send(signer: str, text: str, signed: bytes | None) -> None:
    key = SigningKey.from_seed(SEEDS[signer])
    message = parsed(text)
    verify_message(message, message.signature, key.peer_id)
    assert encode_message(sign_message(message, key)) == canonical_fields(json.loads(text))
    if signed is not None:
        assert canonical_fields({name: value for name, value in json.loads(text).items() if name != "signature"}) == signed


def test_there_is_an_example_of_every_signed_message() -> None:
    kinds = {type(parsed(text)).__name__ for _, text, _ in MESSAGES}
    of_modules = {name for name, module in TABLES.items() if module in ("p2p.wire.train", "p2p.wire.invitation")}
    assert kinds == of_modules - {"TrainMessage"} | {"TaskRequest", "TaskResponse"}
    assert sum(signed is not None for _, _, signed in MESSAGES) >= 3


def test_the_keys_of_the_examples_are_those_of_their_seeds() -> None:
    for who, seed in SEEDS.items():
        assert f"| {who} | `{seed[:1].hex()}` × 32 | `{SigningKey.from_seed(seed).peer_id}` |" in DOCUMENT
    assert SigningKey.from_seed(SEEDS["requester"]).public_key.hex() in DOCUMENT


@pytest.mark.parametrize("name", TABLES)
def test_every_table_of_fields_is_the_models(name: str) -> None:
    expected = table(f"{TABLES[name]}.{name}")
    assert f"\n{expected}\n" in DOCUMENT, f"docs/protocol.md should hold, for {name}:\n{expected}"


def test_every_limit_is_the_codes() -> None:
    rows = re.findall(r"^\| [^|]+ \| ([\d,]+) \| `([\w.]+)\.(\w+)` \|$", DOCUMENT, re.MULTILINE)
    assert len(rows) > 30
    for value, module, name in rows:
        assert getattr(importlib.import_module(module), name) == int(value.replace(",", "")), name


def documented_codes() -> dict[str, tuple[str, bool]]:
    rows = re.findall(r"^\| `([a-z0-9_.]+)` \| ([^|]+) \| (yes|no) \| [^|]+ \|$", DOCUMENT.partition(". Codes\n")[2], re.MULTILINE)
    return {code: (text, again == "yes") for code, text, again in rows}


def test_every_code_says_what_the_code_says() -> None:
    codes = documented_codes()
    assert len(codes) > 20
    for code, (text, is_retryable) in codes.items():
        assert (CATALOGUE[code].text, CATALOGUE[code].is_retryable) == (text, is_retryable), code


def test_every_refusal_that_a_protocol_may_send_is_documented() -> None:
    by_name = {kind.__name__: code for code, kind in CATALOGUE.items() if code.startswith("p2p.")}
    imported = {
        alias.name
        for pattern in SPEAKERS
        for path in ROOT.glob(pattern)
        for statement in ast.walk(ast.parse(path.read_text()))
        if isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith("p2p.")
        for alias in statement.names
    }
    assert {by_name[name] for name in imported & by_name.keys()} <= documented_codes().keys()


def test_the_frames_are_those_of_the_code() -> None:
    assert FrameDecoder(1024).receive(hexadecimal("hello frame")) == [encode_message(Hello(network="p2p-agents", version="1"))]
    assert hexadecimal("negotiation") == encode_frame(b"/multistream/1.0.0\n") + encode_frame(b"/p2p-agent/hello/1.0.0\n")
    bodies = block("blob bodies", "json").splitlines()
    for model, body in zip((BlobRequest, BlobHeader, BlobAck), bodies, strict=True):
        assert encode_message(parse_message(model, body.encode())) == body.encode()
    bodies = block("bundle bodies", "json").splitlines()
    for model, body in zip((BundleOffer, BundleAnswer, BundleAnswer), bodies, strict=True):
        assert encode_message(parse_message(model, body.encode())) == body.encode()


def test_the_multicast_packets_say_what_the_document_says() -> None:
    question, answer = DNSIncoming(hexadecimal("mdns question")), DNSIncoming(hexadecimal("mdns answer"))
    assert question.valid
    assert [(asked.name, asked.type, asked.class_) for asked in question.questions] == [("_p2p._udp.local.", 12, 1)]
    pointer, text = answer.answers()
    assert isinstance(pointer, DNSPointer)
    assert isinstance(text, DNSText)
    assert (pointer.name, pointer.alias, pointer.ttl) == ("_p2p._udp.local.", text.name, 4500)
    provider = PeerId(SigningKey.from_seed(SEEDS["provider"]).peer_id)
    assert parse_announcement(text.text) == FoundPeer(provider, ("/ip4/192.168.1.7/tcp/4001",), "p2p-agents")


def test_the_statements_about_keys_prove_themselves() -> None:
    text = block("statements", "json")
    told = parse_message(Statements, text.encode())
    for statement in told.statements:
        verify_statement(statement)
    assert encode_message(told) == text.encode()
    assert [statement.kind for statement in told.statements] == ["rotation", "revocation"]


def test_the_code_of_the_invitation_is_read() -> None:
    invitation = next(message for message in map(parsed, (text for _, text, _ in MESSAGES)) if isinstance(message, Invitation))
    assert decode_invitation(block("invitation code")) == invitation


def test_the_updates_are_what_the_codecs_read() -> None:
    assert decode_update(hexadecimal("update fp32"), 3, "fp32").tolist() == [1.5, -2.0, 0.25]
    assert decode_update(hexadecimal("update int8"), 3, "int8").tolist() == pytest.approx([1.5118108, -1.9999998, 0.25196847], abs=1e-7)
