import numpy as np
from scipy.sparse import csr_array

from learning.text.scope import Scope, SeenTexts, fit_scope, strangeness_by_others, towards_strangers

WIDTH, NUM_INTENTS, NUM_TERMS = 16, 4, 12


def seen(features: np.ndarray, terms: np.ndarray) -> SeenTexts:
    """Texts each of which has one term."""
    return SeenTexts(features, csr_array(np.eye(NUM_TERMS, dtype=np.float32)[terms]))


def drawn(seed: int, each: int) -> tuple[SeenTexts, np.ndarray]:
    """Texts in scope, with a term of their intent."""
    centres = np.random.default_rng(7).normal(size=(NUM_INTENTS, WIDTH))
    labels = np.repeat(np.arange(NUM_INTENTS), each)
    noise = np.random.default_rng(seed).normal(size=(len(labels), WIDTH))
    return seen((centres[labels] + 0.4 * noise).astype(np.float32), labels), labels


def strangers(seed: int, count: int) -> SeenTexts:
    """Texts out of scope, a third of which have a term that texts in scope have."""
    random = np.random.default_rng(seed)
    return seen(random.normal(size=(count, WIDTH)).astype(np.float32), random.integers(NUM_TERMS, size=count))


def fitted() -> Scope:
    return fit_scope(*drawn(0, 40), drawn(1, 50)[0], strangers(2, 80), 0.04)


def test_strangers_are_told_from_texts_in_scope() -> None:
    scope = fitted()
    told = (scope.scores(strangers(3, 400)) > scope.threshold).mean()
    assert told > 0.9 and abs(told - scope.known_recall) < 0.08
    assert (scope.scores(drawn(4, 200)[0]) > scope.threshold).mean() < 0.1


def test_no_more_validation_texts_than_allowed_are_out() -> None:
    scope = fitted()
    assert (scope.scores(drawn(1, 50)[0]) > scope.threshold).mean() <= 0.04


def test_each_sign_says_more_of_strangers() -> None:
    inside, outside = drawn(4, 100)[0], strangers(3, 400)
    scope = fitted()
    means = [scope.signs(texts, texts.features_NH @ scope.direction_H).mean(0) for texts in (inside, outside)]
    assert (means[1] > means[0]).all() and (scope.weights_S[:2] > 0).all()


def test_words_alone_tell_what_the_encoder_takes_for_the_same() -> None:
    """Strangers whose vectors are those of texts in scope, and none of whose terms is."""
    random = np.random.default_rng(9)
    alike = [seen(drawn(seed, 20)[0].features_NH, random.integers(NUM_INTENTS, NUM_TERMS, size=80)) for seed in (5, 6)]
    scope = fit_scope(*drawn(0, 40), drawn(1, 50)[0], alike[0], 0.04)
    assert (scope.scores(alike[1]) > scope.threshold).mean() > 0.9


def test_the_nearness_of_words_is_the_mean_over_the_nearest_three() -> None:
    random = np.random.default_rng(3)
    rows, trained = random.random((1200, 5)).astype(np.float32), random.random((40, 5)).astype(np.float32)
    scope = fit_scope(SeenTexts(strangers(1, 40).features_NH, csr_array(trained)), np.arange(40) % 2, *[SeenTexts(strangers(2, 1200).features_NH, csr_array(rows))] * 2, 0.1)  # fmt: skip
    signs = scope.signs(SeenTexts(strangers(2, 1200).features_NH, csr_array(rows)), np.zeros(1200))
    np.testing.assert_allclose(signs[:, 1], -np.sort(rows @ trained.T, axis=1)[:, -3:].mean(1), rtol=1e-5)


def test_the_direction_is_that_of_a_linear_discriminant() -> None:
    """scikit-learn's, whose shrinkage of a half weighs the covariance and the mean variance alike."""
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    inside, outside = drawn(0, 40)[0].features_NH.astype(np.float64), strangers(2, 160).features_NH.astype(np.float64)
    found = towards_strangers(inside, outside)
    theirs = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=0.5)
    theirs.fit(np.concatenate((inside, outside)), np.repeat((0, 1), (len(inside), len(outside))))
    np.testing.assert_allclose(found / np.linalg.norm(found), theirs.coef_[0] / np.linalg.norm(theirs.coef_[0]), atol=1e-3)


def test_a_known_stranger_is_judged_by_the_others() -> None:
    """A direction that has seen a stranger leads to it, though nothing tells these strangers from texts in scope."""
    inside, alike = (np.random.default_rng(seed).normal(size=(count, WIDTH)) for seed, count in ((1, 400), (3, 24)))
    direction = towards_strangers(inside, alike)
    crossed = strangeness_by_others(inside, alike)
    assert (alike @ direction).mean() > 0.15 > 0.1 > crossed.mean()
    np.testing.assert_allclose(crossed[10], alike[10] @ towards_strangers(inside, alike[np.arange(24) % 8 != 2]))


def test_the_weights_are_those_at_which_the_loss_is_least() -> None:
    from sklearn.linear_model import LogisticRegression

    from learning.text.scope import weigh

    random = np.random.default_rng(5)
    inside, outside = random.normal(size=(300, 3)), random.normal(size=(40, 3)) + np.array((2, 1, 0))
    signs = (np.concatenate((inside, outside)) - inside.mean(0)) / inside.std(0)
    theirs = LogisticRegression(class_weight="balanced", tol=1e-10, max_iter=1000).fit(signs, np.repeat((0, 1), (300, 40)))
    np.testing.assert_allclose(weigh(inside, outside) * inside.std(0), theirs.coef_[0], rtol=1e-4)
