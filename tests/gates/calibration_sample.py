"""A valid calibration, as its stage writes it."""


def calibration() -> dict:
    return {
        "schema_version": 1,
        "config": {"mode": "reduced", "repeats": 5, "num_steps": 200, "seed": 0},
        "machine": {"platform": "Linux", "cpu": "a processor", "num_cores": 2, "python": "3.11.7"},
        "models": [
            {
                "name": "digits",
                "model": {"kind": "mlp", "layer_sizes": [64, 128, 10]},
                "batch_size": 16,
                "num_parameters": 9610,
                "step_sec": {"median": 0.0001, "min": 0.00009, "max": 0.00012, "spread": 0.1},
                "update_bytes": {"fp32": 38_600, "int8": 9_900},
            }
        ],
    }
