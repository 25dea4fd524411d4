"""The project's Prefect environment stands apart from the user's."""

from pathlib import Path

from flows.local_api.environment import project_environment


def test_the_users_prefect_settings_do_not_reach_the_project() -> None:
    base = {"PREFECT_API_URL": "http://example.invalid/api", "PREFECT_PROFILE": "mine", "PATH": "/bin"}
    environment = project_environment(base, Path("/project/.prefect"))
    assert "PREFECT_API_URL" not in environment
    assert "PREFECT_PROFILE" not in environment
    assert environment["PATH"] == "/bin"


def test_profile_and_home_are_the_projects() -> None:
    environment = project_environment({}, Path("/project/.prefect"))
    assert environment["PREFECT_HOME"] == "/project/.prefect"
    assert environment["PREFECT_PROFILES_PATH"] == "/project/.prefect/profiles.toml"


def test_nothing_is_reported_to_outsiders() -> None:
    environment = project_environment({}, Path("/h"))
    assert environment["DO_NOT_TRACK"] == "1"
    assert environment["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"


def test_a_proxy_never_stands_before_the_projects_own_server() -> None:
    environment = project_environment({"http_proxy": "http://proxy.invalid:3128", "no_proxy": "intranet"}, Path("/h"))
    assert environment["NO_PROXY"] == environment["no_proxy"] == "127.0.0.1,localhost,intranet"
    assert environment["http_proxy"] == "http://proxy.invalid:3128"
