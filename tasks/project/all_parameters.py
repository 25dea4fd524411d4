"""params.yaml as a whole, for what looks at every gate; a gate reads its own sections (`tasks.project.parameters.read_section`)."""

from pathlib import Path

from gates.params.project import ProjectParameters, parse_project
from tasks.project.parameters import read_parameters


def load_project(root: Path) -> ProjectParameters:
    """params.yaml of the project at `root` as frozen models.

    Errors: ParameterUnknownError (core.parameters.unknown) with the nearest valid name, ParameterInvalidError (core.parameters.invalid).
    """
    return parse_project(read_parameters(root))
