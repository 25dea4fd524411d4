"""How well what is out of scope is told on CLINC150: fitted on its training texts, weighed on its validation, judged on its test texts."""

from pathlib import Path

import numpy as np

from gates.errors import DataAlteredError
from learning.text.scope import SeenTexts, fit_scope
from learning.text.specs import VectorizerSpec
from learning.text.vectorizer import fit_vectorizer
from tasks.data.encoded_texts import load_encoded
from tasks.data.scope_features import PATH, load_scope_features, load_scope_texts
from tasks.data.texts import load_texts

DATASET = "clinc150"
TERMS = VectorizerSpec(character_gram_size=3, min_documents=1)


def scope_figures(root: Path, max_false_alarms: float) -> dict[str, float]:
    """Test texts told to be out of scope, of those that are (`recall`) and of those that are not (`false_alarm_rate`), and the same of validation.

    `max_false_alarms` is the share of validation texts in scope that may be told so; the strangers among the training and the validation texts are what is known
    to be out of scope.
    Errors: those of `load_texts`, `load_encoded`, `load_scope_texts` and `load_scope_features`; DataAlteredError (gates.data.altered).
    """
    items, encoded = load_texts(root, DATASET).items, load_encoded(root, DATASET, "features")
    is_side = {side: np.array([item.side == side for item in items]) for side in ("train", "test")}
    said: dict[str, list[str]] = {side: [item.text for item in items if item.side == side] for side in is_side}
    features = {side: encoded.features_NF[is_one] for side, is_one in is_side.items()}
    said |= load_scope_texts(root)
    features |= load_scope_features(root)
    if {side: len(texts) for side, texts in said.items()} != {side: len(one) for side, one in features.items()}:
        raise DataAlteredError(f"data/{PATH} was made of other texts; write it with `python -m tasks.data.scope_texts`", path=PATH)
    said["known"] = said["oos_train"] + said["oos_val"]
    features["known"] = np.concatenate((features["oos_train"], features["oos_val"]))
    vectorizer = fit_vectorizer(TERMS, said["train"])
    seen = {side: SeenTexts(features[side], vectorizer.matrix(said[side])) for side in ("train", "test", "val", "known", "oos_test")}
    scope = fit_scope(seen["train"], encoded.labels_N[is_side["train"]], seen["val"], seen["known"], max_false_alarms)
    is_told = {side: scope.scores(seen[side]) > scope.threshold for side in ("oos_test", "test", "val")}
    return {
        "recall": float(is_told["oos_test"].mean()),
        "false_alarm_rate": float(is_told["test"].mean()),
        "out_of_scope": len(is_told["oos_test"]),
        "in_scope": len(is_told["test"]),
        "validation_out_of_scope": len(said["known"]),
        "validation_in_scope": len(said["val"]),
        "validation_recall": scope.known_recall,
        "validation_false_alarm_rate": float(is_told["val"].mean()),
    }
