import pytest

from core.signing.keys import SigningKey
from p2p.errors import MessageMalformedError, SignatureInvalidError
from p2p.wire.messages import encode_message, parse_message
from p2p.wire.statements import MAX_STATEMENTS, Statements, revocation, rotation, statement_id, verify_statement

OLD, NEW, THIEF = (SigningKey.from_seed(letter * 32) for letter in (b"o", b"n", b"t"))
ROTATION, REVOCATION = rotation(OLD, NEW, 7), revocation(OLD, 7)


def test_a_statement_survives_the_wire_and_proves_itself():
    told = parse_message(Statements, encode_message(Statements(statements=(ROTATION, REVOCATION))))
    assert told.statements == (ROTATION, REVOCATION)
    for statement in told.statements:
        verify_statement(statement)


@pytest.mark.parametrize(
    ("statement", "change"),
    [
        (ROTATION, {"new": THIEF.peer_id}),
        (ROTATION, {"old": THIEF.peer_id}),
        (ROTATION, {"at": 8}),
        (ROTATION, {"new_signature": ""}),
        (ROTATION, {"old_signature": ROTATION.new_signature}),
        (ROTATION, {"old_signature": "é"}),
        (REVOCATION, {"peer": THIEF.peer_id}),
        (REVOCATION, {"at": 8}),
        (REVOCATION, {"signature": ROTATION.old_signature}),
    ],
)
def test_an_altered_statement_proves_nothing(statement, change):
    with pytest.raises(SignatureInvalidError):
        verify_statement(statement.model_copy(update=change))


def test_a_thief_cannot_name_itself_the_successor_of_a_key_that_it_does_not_have():
    own_half = rotation(THIEF, NEW, 7)
    forged = ROTATION.model_copy(update={"new": THIEF.peer_id, "new_signature": own_half.old_signature})
    with pytest.raises(SignatureInvalidError):
        verify_statement(forged)


def test_a_statement_is_named_by_what_it_says():
    assert len({statement_id(one) for one in (ROTATION, REVOCATION, rotation(OLD, NEW, 8), rotation(OLD, NEW, 7))}) == 3


def test_a_key_does_not_replace_itself():
    with pytest.raises(ValueError):
        rotation(OLD, OLD, 7)


def test_too_many_statements_at_once_are_malformed():
    raw = encode_message(Statements.model_construct(statements=(REVOCATION,) * (MAX_STATEMENTS + 1)))
    with pytest.raises(MessageMalformedError):
        parse_message(Statements, raw)
