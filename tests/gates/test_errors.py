import gates.errors
from core.errors import CATALOGUE, CodedError


def test_every_reason_of_this_package_is_in_the_catalogue_under_its_own_prefix():
    declared = [value for value in vars(gates.errors).values() if isinstance(value, type) and issubclass(value, CodedError)]
    for error in set(declared) - {CodedError}:
        assert error.code.startswith("gates.")
        assert CATALOGUE[error.code] is error
