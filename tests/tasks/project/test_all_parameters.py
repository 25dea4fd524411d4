"""params.yaml as a whole."""

import pytest

from core.errors import ParameterUnknownError
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT


def test_the_committed_file_loads():
    assert load_project(PROJECT_ROOT).smoke.num_agents >= 4


def test_an_unknown_key_anywhere_is_refused_with_the_nearest_valid_name(tmp_path):
    text = (PROJECT_ROOT / "params.yaml").read_text().replace("dirichlet_alpha:", "dirichlet_alfa:")
    (tmp_path / "params.yaml").write_text(text)
    with pytest.raises(ParameterUnknownError) as caught:
        load_project(tmp_path)
    assert "did you mean dirichlet_alpha?" in caught.value.message
