"""The store holds only models that are what their cards say, under names that no stranger chooses."""

import pytest

from core.errors import CodedError
from p2p.agent.models.store import ModelStore


@pytest.fixture
def store(home) -> ModelStore:
    return ModelStore(home.models)


def code_of(call) -> str:
    with pytest.raises(CodedError) as refusal:
        call()
    return refusal.value.code


def test_an_empty_store_has_no_latest_model(store, tmp_path) -> None:
    assert (store.latest(), store.names()) == (None, ())
    assert ModelStore(tmp_path / "nowhere").latest() is None


def test_the_latest_model_is_the_one_that_was_published_last(store, home, publish) -> None:
    first, second = publish(home, 1), publish(home, 2)
    assert store.latest().card == second
    assert set(store.names()) == {first.weights_sha256, second.weights_sha256}
    store.select(first.weights_sha256[:8])
    assert store.latest().card == first


def test_publishing_again_changes_nothing_but_the_card(store, home, publish) -> None:
    before = publish(home)
    version = store.version(before.weights_sha256)
    after = publish(home, name="renamed")
    assert (store.names(), store.latest().card.name) == ((before.weights_sha256,), "renamed")
    assert after.weights_sha256 == before.weights_sha256
    assert store.version(before.weights_sha256) != version


def test_a_model_that_is_only_added_is_not_served(store, make_card, tmp_path) -> None:
    card, data = make_card()
    (tmp_path / "weights").write_bytes(data)
    added = store.add(tmp_path / "weights", card)
    assert store.latest() is None
    assert store.named(card.weights_sha256) == added


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "learning.weights.malformed"), (bytes(100), "learning.weights.malformed"), (bytes(200_000), "p2p.file.refused")],
)
def test_what_are_no_weights_is_not_stored(store, make_card, tmp_path, content: bytes, code: str) -> None:
    (tmp_path / "weights").write_bytes(content)
    assert code_of(lambda: store.add(tmp_path / "weights", make_card()[0])) == code
    assert store.names() == ()


def test_other_weights_than_the_cards_are_not_stored(store, make_card, tmp_path) -> None:
    (tmp_path / "weights").write_bytes(make_card(1)[1])
    assert code_of(lambda: store.add(tmp_path / "weights", make_card(2)[0])) == "p2p.model.invalid"
    assert code_of(lambda: store.add(tmp_path / "none", make_card(2)[0])) == "p2p.file.refused"
    assert code_of(lambda: store.add(tmp_path, make_card(2)[0])) == "p2p.file.refused"


@pytest.mark.parametrize("name", ["", "abc", "../../etc/passwd", "0" * 64, "zzzzzzzz", "ABCDEF"])
def test_a_name_that_is_no_stored_hash_is_unknown(store, home, publish, name: str) -> None:
    publish(home)
    assert code_of(lambda: store.named(name)) == "p2p.model.unknown"


def test_damaged_files_are_refused_by_code(store, home, publish) -> None:
    card = publish(home)
    (home.models / f"{card.weights_sha256}.json").write_bytes(b"{}")
    assert code_of(store.latest) == "p2p.model.invalid"
    (home.models / f"{card.weights_sha256}.json").unlink()
    assert code_of(store.latest) == "p2p.model.unknown"
    assert code_of(lambda: store.version(card.weights_sha256)) == "p2p.model.unknown"
    (home.models / "published.json").write_bytes(b"[]")
    assert code_of(store.latest) == "p2p.model.invalid"


def test_another_models_card_is_refused(store, home, publish) -> None:
    one, two = publish(home, 1), publish(home, 2)
    (home.models / f"{one.weights_sha256}.json").write_bytes((home.models / f"{two.weights_sha256}.json").read_bytes())
    assert code_of(lambda: store.named(one.weights_sha256)) == "p2p.model.invalid"


def test_the_files_are_the_users_alone(store, home, publish) -> None:
    publish(home)
    assert {path.stat().st_mode & 0o777 for path in home.models.iterdir()} == {0o600}
