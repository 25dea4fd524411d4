"""The catalogue of the learning engine."""

import inspect

from core.errors import CodedError
from learning import errors


def test_every_code_is_of_this_package_and_says_who_is_at_fault():
    classes = [
        value for _, value in inspect.getmembers(errors, inspect.isclass) if issubclass(value, CodedError) and value is not CodedError
    ]
    assert len(classes) > 15
    for value in classes:
        assert value.code.startswith("learning.") and 400 <= value.http_status < 500 and value.__doc__
