"""A session's model is published with what is true of it; a file from elsewhere is checked to the last bit before it is kept."""

import json

import pytest

from core.errors import CodedError
from core.signing.keys import SigningKey
from p2p.agent.models.publishing import card_of_session, export_model, import_model, publish_session, session_report
from p2p.agent.models.store import ModelStore
from p2p.agent.training.session_files import SessionFiles
from p2p.agent.training.sessions import RoundReport, SessionReport

KEY = SigningKey.from_seed(b"k" * 32)
NOW = "2026-01-01T00:00:00Z"
SESSION = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
def store(home) -> ModelStore:
    return ModelStore(home.models)


@pytest.fixture
def report(home, make_plan, make_card) -> SessionReport:
    """A session of two rounds, the second without client 1, whose model lies in the home."""
    card, data = make_card()
    plan = make_plan(model={"kind": "mlp", "layer_sizes": [3, 4, 2]})
    path = home.rounds / "model-2.safetensors"
    path.write_bytes(data)
    fields = {"out": (), "uplink_bytes": 1, "stream_bytes": 2, "weights_sha256": card.weights_sha256, "duration_s": 1.0}
    rounds = tuple(RoundReport(round_index=index, included=(0, 1)[: 2 - index], mean_loss=1.0 / (index + 1), **fields) for index in (0, 1))
    return SessionReport(
        session_id=SESSION,
        status="completed",
        plan=plan,
        participants=("a", "b"),
        corpus="mine",
        rounds=rounds,
        weights_sha256=card.weights_sha256,
        model_path=str(path),
    )


def code_of(call) -> str:
    with pytest.raises(CodedError) as refusal:
        call()
    return refusal.value.code


def test_a_sessions_model_is_published_with_its_facts_and_signed(home, store, report) -> None:
    card = card_of_session(report, NOW, accuracy=0.5)
    assert (card.name, card.training.num_rounds, card.training.num_participants, card.training.loss) == ("mine", 2, 2, 0.5)
    assert card.terms.features == ("feature_0", "feature_1", "feature_2")
    published = publish_session(home, report, card, KEY)
    assert store.latest() == published
    assert published.card.signer == KEY.peer_id


def test_publishing_a_session_twice_leaves_one_model(home, store, report) -> None:
    for created_at in (NOW, "2026-02-01T00:00:00Z"):
        publish_session(home, report, card_of_session(report, created_at), KEY)
    assert len(list(home.models.iterdir())) == 3
    assert store.latest().card.created_at == "2026-02-01T00:00:00Z"


def test_the_names_that_participants_agreed_on_go_into_the_card(report) -> None:
    terms = {"features": ["x", "y", "z"], "classes": ["cat", "dog"]}
    named = SessionReport.model_validate({**report.model_dump(), "terms": terms})
    assert card_of_session(named, NOW, name="pets").terms.classes == ("cat", "dog")
    wrong = SessionReport.model_validate({**report.model_dump(), "terms": {**terms, "classes": ["cat"]}})
    assert code_of(lambda: card_of_session(wrong, NOW)) == "p2p.model.invalid"
    assert code_of(lambda: card_of_session(report, NOW, name="../x")) == "p2p.model.invalid"


def test_a_session_without_a_finished_round_has_no_model(report) -> None:
    unfinished = report.model_copy(update={"rounds": (), "weights_sha256": None})
    assert code_of(lambda: card_of_session(unfinished, NOW)) == "p2p.model.unknown"


def test_a_report_is_found_in_the_home_by_its_id_alone(home, report) -> None:
    files = SessionFiles(home.rounds)
    files.create(report, None)
    assert session_report(home, SESSION) == report.with_models_in(files.folder(SESSION))
    for wrong in ("../x", "none", SESSION.replace("1", "2")):
        assert code_of(lambda wrong=wrong: session_report(home, wrong)) == "p2p.session.unknown"


def test_an_exported_model_is_the_same_when_it_is_imported_elsewhere(home, report, tmp_path) -> None:
    published = publish_session(home, report, card_of_session(report, NOW), KEY)
    weights, card = export_model(published, tmp_path)
    elsewhere = ModelStore(tmp_path / "elsewhere")
    assert import_model(elsewhere, weights).card == published.card
    assert elsewhere.latest() is None
    assert import_model(elsewhere, weights).card == published.card
    assert code_of(lambda: export_model(published, weights)) == "p2p.file.refused"
    assert code_of(lambda: export_model(published, tmp_path / "model.pickle")) == "p2p.file.refused"
    assert code_of(lambda: export_model(published, tmp_path / "nowhere" / "m.safetensors")) == "p2p.file.refused"
    renamed = json.loads(card.read_text()) | {"name": "other", "signer": None, "signature": None}
    card.write_text(json.dumps(renamed))
    assert code_of(lambda: import_model(elsewhere, weights)) == "p2p.model.invalid"


@pytest.mark.parametrize("what", ["weights", "card", "signature", "no card", "ending", "pickle"])
def test_a_file_that_was_tampered_with_is_not_imported(home, report, tmp_path, make_card, what: str) -> None:
    weights, card = export_model(publish_session(home, report, card_of_session(report, NOW), KEY), tmp_path)
    match what:
        case "weights":
            weights.write_bytes(make_card(9)[1])
        case "card":
            card.write_text(json.dumps({**json.loads(card.read_text()), "weights_sha256": "../../../etc/passwd"}))
        case "signature":
            card.write_text(json.dumps({**json.loads(card.read_text()), "licence": "mine"}))
        case "no card":
            card.unlink()
        case "ending":
            weights = weights.rename(weights.with_suffix(".bin"))
        case _:
            weights.write_bytes(b"\x80\x04\x95cos\nsystem\n(S'true'\ntR.")
    elsewhere = ModelStore(tmp_path / "elsewhere")
    assert code_of(lambda: import_model(elsewhere, weights)) in {"p2p.model.invalid", "p2p.file.refused", "learning.weights.malformed"}
    assert elsewhere.names() == ()


def test_which_of_a_models_two_files_is_not_there_is_said(store, tmp_path) -> None:
    path = tmp_path / "mine.safetensors"
    with pytest.raises(CodedError, match=r"there is no such file.*mine\.safetensors"):
        import_model(store, path)
    path.write_bytes(b"")
    with pytest.raises(CodedError, match=r"there is no such file.*mine\.json"):
        import_model(store, path)
