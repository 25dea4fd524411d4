"""How well what is out of scope is told on CLINC150: fitted on its training texts, weighed on its validation, judged on its test texts."""

from pathlib import Path

import numpy as np

from learning.text.scope import fit_scope
from tasks.data.encoded_texts import load_encoded
from tasks.data.scope_features import load_scope_features
from tasks.data.texts import load_texts

DATASET = "clinc150"


def scope_figures(root: Path, max_false_alarms: float) -> dict[str, float]:
    """Test texts told to be out of scope, of those that are (`recall`) and of those that are not (`false_alarm_rate`).

    `max_false_alarms` is the share of validation texts in scope that may be told so; the strangers among the training and the validation texts are what is known
    to be out of scope.
    Errors: those of `load_texts`, `load_encoded` and `load_scope_features`.
    """
    sides = np.array([item.side for item in load_texts(root, DATASET).items])
    encoded, known = load_encoded(root, DATASET, "features"), load_scope_features(root)
    is_trained, is_test = sides == "train", sides == "test"
    trained = encoded.features_NF[is_trained], encoded.labels_N[is_trained]
    scope = fit_scope(trained, known["val"], np.concatenate((known["oos_train"], known["oos_val"])), max_false_alarms)
    out, inside = known["oos_test"], encoded.features_NF[is_test]
    return {
        "recall": float((scope.scores(out) > scope.threshold).mean()),
        "false_alarm_rate": float((scope.scores(inside) > scope.threshold).mean()),
        "out_of_scope": len(out),
        "in_scope": len(inside),
    }
