"""The classifier starts from the reference's naive Bayes, descends the loss, and ends as good as the reference of its kind."""

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB

from learning.evaluation import cross_entropy
from learning.text.classifier import TextClassifier, fit_classifier, naive_bayes_weights
from learning.text.specs import ClassifierSpec

SPEC = ClassifierSpec(smoothing=0.1, temper=0.3, steps=30, batch_size=64, learning_rate=1.0)
NUM_CLASSES = 5


@pytest.fixture(scope="module")
def topics() -> tuple[csr_array, np.ndarray]:
    """Rows of unit length, each class with terms of its own among common ones."""
    random = np.random.default_rng(3)
    labels = random.integers(0, NUM_CLASSES, 400)
    counts = random.poisson(0.5, (400, 60)) + 3 * (random.random((400, 60)) < 0.3) * (np.arange(60) % NUM_CLASSES == labels[:, None])
    features = counts / np.maximum(np.linalg.norm(counts, axis=1, keepdims=True), 1)
    return csr_array(features.astype(np.float32)), labels


def fit(topics, spec: ClassifierSpec = SPEC, seed: int = 0) -> TextClassifier:
    return fit_classifier(spec, *topics, NUM_CLASSES, np.random.default_rng(seed))


def test_the_first_weights_rank_as_the_reference(topics) -> None:
    features, labels = topics
    reference = MultinomialNB(alpha=0.1, fit_prior=False).fit(features, labels)
    scores = features @ naive_bayes_weights(features, labels, NUM_CLASSES, 0.1)
    assert (scores.argmax(axis=1) == reference.predict(features)).all()
    expected = reference.feature_log_prob_.T - reference.feature_log_prob_.T.mean(axis=1, keepdims=True)
    np.testing.assert_allclose(naive_bayes_weights(features, labels, NUM_CLASSES, 0.1), expected, atol=1e-4)


def test_it_is_as_good_as_the_reference_on_unseen_texts(topics) -> None:
    features, labels = topics
    train, test = np.arange(300), np.arange(300, 400)
    reference = LogisticRegression(C=10.0, max_iter=500).fit(features[train], labels[train])
    ours = fit_classifier(SPEC, features[train], labels[train], NUM_CLASSES, np.random.default_rng(0))
    accuracy = (ours.scores(features[test]).argmax(axis=1) == labels[test]).mean()
    assert accuracy >= reference.score(features[test], labels[test]) - 0.03
    assert accuracy > 0.8


def test_steps_lower_the_loss(topics) -> None:
    features, labels = topics
    one, many = (fit(topics, SPEC.model_copy(update={"steps": steps})) for steps in (1, 60))
    assert cross_entropy(many.scores(features), labels) < cross_entropy(one.scores(features), labels)


def test_a_step_is_the_gradient_of_the_summed_loss(topics) -> None:
    features, labels = topics
    spec = ClassifierSpec(smoothing=0.1, temper=0.0, steps=1, batch_size=1000, learning_rate=1e-3)
    uniform, one_hot = np.full((len(labels), NUM_CLASSES), 1 / NUM_CLASSES), np.eye(NUM_CLASSES)[labels]
    np.testing.assert_allclose(fit(topics, spec).weights_FK, -1e-3 * (features.T @ (uniform - one_hot)), atol=1e-6)


def test_the_same_generator_gives_the_same_bits_and_another_gives_others(topics) -> None:
    first, again, other = fit(topics, seed=1), fit(topics, seed=1), fit(topics, seed=2)
    assert (first.weights_FK == again.weights_FK).all()
    assert (first.weights_FK != other.weights_FK).any()


def test_one_row_scores_as_the_matrix_does(topics) -> None:
    features, _ = topics
    classifier = fit(topics)
    row = features[[7]]
    np.testing.assert_allclose(classifier.scores_of_row(row.indices, row.data), classifier.scores(features)[7], atol=1e-5)


def test_a_text_without_known_terms_scores_nothing_for_every_class(topics) -> None:
    scores = fit(topics).scores_of_row(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.float32))
    assert scores.tolist() == [0.0] * NUM_CLASSES
