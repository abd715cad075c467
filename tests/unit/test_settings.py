"""A setting's value comes from flag, environment, file or default, in that order."""

from __future__ import annotations

from pathlib import Path

import pytest

from planvev.errors import ConfigError, SourceError
from planvev.settings import CONFIG_FILE, SETTINGS, read_settings


def test_a_flag_wins_over_environment_file_and_default(tmp_path: Path) -> None:
    (tmp_path / CONFIG_FILE).write_text("port = 3\n")
    environment = {"PLANVEV_PORT": "2"}
    assert read_settings({"port": 1}, environment, tmp_path).integer("port") == 1
    assert read_settings({"port": None}, environment, tmp_path).integer("port") == 2
    assert read_settings({}, {}, tmp_path).integer("port") == 3
    assert read_settings({}, {}, tmp_path / "elsewhere").integer("port") == 8000


def test_the_source_of_each_value_is_known(tmp_path: Path) -> None:
    settings = read_settings({}, {"PLANVEV_PORT": "2"}, tmp_path)
    assert settings.sources["port"] == "PLANVEV_PORT"
    assert settings.sources["host"] == "default"


def test_a_value_that_is_no_number_names_the_setting_and_where_it_stands(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="PLANVEV_PORT: «web» is no whole number for port"):
        read_settings({}, {"PLANVEV_PORT": "web"}, tmp_path)


def test_a_value_below_zero_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be below 0"):
        read_settings({"query_timeout_s": -1.0}, {}, tmp_path)


def test_a_value_that_is_no_choice_says_the_choices(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="none of union, own"):
        read_settings({"default_graph": "mine"}, {}, tmp_path)


def test_a_key_that_is_no_setting_says_which_there_are(tmp_path: Path) -> None:
    (tmp_path / CONFIG_FILE).write_text("prot = 80\n")
    with pytest.raises(ConfigError, match=r"no setting «prot».*port"):
        read_settings({}, {}, tmp_path)


def test_a_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / CONFIG_FILE).write_text("port = \n")
    with pytest.raises(SourceError, match=CONFIG_FILE):
        read_settings({}, {}, tmp_path)


def test_every_setting_says_what_it_is() -> None:
    assert all(setting.help.endswith(".") for setting in SETTINGS)


def test_a_port_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be above 65535"):
        read_settings({"port": 99_999}, {}, tmp_path)


def test_no_workers_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be below 1"):
        read_settings({"workers": 0}, {}, tmp_path)


def test_no_endpoint_may_be_asked_unless_it_is_named(tmp_path: Path) -> None:
    assert read_settings({}, {}, tmp_path).endpoints("service_allowed") == ()


def test_endpoints_are_separated_by_any_white_space_and_named_once(tmp_path: Path) -> None:
    text = " http://a.example/sparql\n\thttps://b.example:8443/ http://a.example/sparql "
    settings = read_settings({}, {"PLANVEV_SERVICE_ALLOWED": text}, tmp_path)
    assert settings.endpoints("service_allowed") == (
        "http://a.example/sparql",
        "https://b.example:8443/",
    )


@pytest.mark.parametrize(
    ("iri", "complaint"),
    [
        ("sparql", "no absolute IRI"),
        ("//a.example/sparql", "no absolute IRI"),
        ("file:///etc/passwd", "no absolute IRI"),
        ("http:///sparql", "no absolute IRI"),
        ("http://a.example:99999/", "no absolute IRI"),
        ("http://[::1/", "no absolute IRI"),
        ("<http://a.example/>", "no absolute IRI"),
        ("http://a.example/\\u0061", "no absolute IRI"),
        ("['http://a.example/']", "no absolute IRI"),
        ("http://me:secret@a.example/", "a name or a password"),
        ("http://a.example/#x", "a fragment"),
    ],
)
def test_what_is_no_endpoint_is_named_with_where_it_stands(
    tmp_path: Path, iri: str, complaint: str
) -> None:
    flags = {"service_allowed": f"http://good.example/ {iri}"}
    settings = read_settings(flags, {}, tmp_path)
    with pytest.raises(ConfigError, match=complaint) as raised:
        settings.endpoints("service_allowed")
    assert raised.value.message.startswith(f"--service-allowed: service_allowed: «{iri}» ")
