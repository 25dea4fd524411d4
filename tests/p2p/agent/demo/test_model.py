import pytest

from learning.plan import ModelSpec
from p2p.agent.demo.model import GREETING, HANDWRITTEN_ZERO, example_for, lend, served_model
from p2p.agent.models.card import default_terms
from p2p.agent.models.store import PublishedModel
from p2p.agent.storage.home import AgentHome


def test_a_home_without_a_model_lends_none_and_is_not_made(tmp_path) -> None:
    home, provider = AgentHome.at(tmp_path / "own"), AgentHome.at(tmp_path / "provider")
    assert served_model(home) is None
    lend(None)(provider)
    assert served_model(provider) is None
    assert not home.path.exists()


def test_a_provider_serves_the_users_own_model(tmp_path, home, publish) -> None:
    publish(home, seed=1)
    card = publish(home, seed=2)
    provider = AgentHome.at(tmp_path / "provider")
    lend(served_model(home))(provider)
    lent = served_model(provider)
    assert (lent.weights_sha256, lent.card) == (card.weights_sha256, card)
    assert lent.path.is_relative_to(provider.path)


def test_without_a_model_the_example_is_a_greeting() -> None:
    assert example_for(None).value == GREETING == "Hello, P2P AI!"


def test_a_models_example_has_its_number_of_features(home, publish) -> None:
    publish(home)
    example = example_for(served_model(home))
    assert (example.value, example.name) == ([0.0, 0.0, 0.0], "zeros")


def test_the_example_of_a_normalised_model_is_the_middle_of_its_data(home, publish) -> None:
    publish(home, normalisation={"means": [1.0, 2.0, 3.0], "scales": [1.0, 1.0, 1.0]})
    assert example_for(served_model(home)).value == [1.0, 2.0, 3.0]


@pytest.mark.parametrize(
    ("normalisation", "name"), [(None, "a handwritten 0"), ({"means": [7.0] * 64, "scales": [1.0] * 64}, "the means of the features")]
)
def test_a_digit_is_shown_only_to_a_model_that_takes_pixels_in_our_scale(tmp_path, make_card, normalisation, name: str) -> None:
    spec = ModelSpec(kind="mlp", layer_sizes=(64, 4, 10))
    card, _ = make_card(architecture=spec, terms=default_terms(spec), normalisation=normalisation)
    assert example_for(PublishedModel(card=card, path=tmp_path)).name == name


def test_the_example_digit_is_the_first_of_the_data_set() -> None:
    datasets = pytest.importorskip("sklearn.datasets")
    pixels, labels = datasets.load_digits(return_X_y=True)
    assert (tuple(pixels[0].astype(int)), labels[0]) == (HANDWRITTEN_ZERO, 0)
