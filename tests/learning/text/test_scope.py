import numpy as np

from learning.text.scope import Scope, fit_scope, strangers_nearness

WIDTH, NUM_INTENTS = 16, 4


def drawn(seed: int, each: int) -> tuple[np.ndarray, np.ndarray]:
    centres = np.random.default_rng(7).normal(size=(NUM_INTENTS, WIDTH))
    labels = np.repeat(np.arange(NUM_INTENTS), each)
    noise = np.random.default_rng(seed).normal(size=(len(labels), WIDTH))
    return (centres[labels] + 0.4 * noise).astype(np.float32), labels


def strangers(seed: int, count: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(count, WIDTH)).astype(np.float32)


def fitted() -> Scope:
    return fit_scope(drawn(0, 40), drawn(1, 50)[0], strangers(2, 40), 0.04)


def test_strangers_are_told_from_texts_in_scope() -> None:
    scope = fitted()
    assert (scope.scores(strangers(3, 200)) > scope.threshold).mean() > 0.9
    assert (scope.scores(drawn(4, 200)[0]) > scope.threshold).mean() < 0.1


def test_no_more_validation_texts_than_allowed_are_out() -> None:
    scope = fitted()
    assert (scope.scores(drawn(1, 50)[0]) > scope.threshold).mean() <= 0.04


def test_each_sign_weighs_towards_what_it_says() -> None:
    assert (fitted().weights_S > 0).all()


def test_the_weights_are_those_at_which_the_loss_is_least() -> None:
    from sklearn.linear_model import LogisticRegression

    from learning.text.scope import weigh

    inside, outside = strangers(5, 300)[:, :3].astype(np.float64), strangers(6, 40)[:, :3].astype(np.float64) + np.array((2, 1, 0))
    signs = (np.concatenate((inside, outside)) - inside.mean(0)) / inside.std(0)
    theirs = LogisticRegression(class_weight="balanced", tol=1e-10, max_iter=1000).fit(signs, np.repeat((0, 1), (300, 40)))
    np.testing.assert_allclose(weigh(inside, outside) * inside.std(0), theirs.coef_[0], rtol=1e-4)


def test_what_is_like_a_known_stranger_is_near_to_them() -> None:
    known = np.eye(WIDTH, dtype=np.float32)[:3]
    near = strangers_nearness(np.stack([known.mean(0), -known.mean(0)]), known)
    assert near[0] > near[1]
