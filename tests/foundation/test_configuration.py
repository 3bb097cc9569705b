"""The configuration: everything has a default, nothing unknown is accepted, and what is wrong is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.errors import ConfigurationError
from app.foundation.configuration import KEYS, Configuration, read_configuration

if TYPE_CHECKING:
    from pathlib import Path


def read(folder: Path, toml: str = "", **environment: str) -> Configuration:
    if toml:
        (folder / "config.toml").write_text(toml, encoding="utf-8")
    return read_configuration({"BECKON_INSTANCE": str(folder), **environment})


def test_nothing_has_to_be_configured(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert found.database_url == f"sqlite:///{tmp_path / 'beckon.sqlite'}"
    assert (found.host, found.port, found.workers, found.base_url) == ("127.0.0.1", 8000, 1, "http://127.0.0.1:8000")
    assert (found.redis_url, found.trusted_proxies, found.safe_mode, found.is_secure) == (None, (), False, False)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    found = read(tmp_path, 'port = 9000\nhost = "0.0.0.0"\n', BECKON_PORT="9001")
    assert (found.port, found.host, found.base_url) == (9001, "0.0.0.0", "http://127.0.0.1:9001")


def test_every_kind_of_value_can_stand_in_the_file(tmp_path: Path) -> None:
    toml = 'workers = 2\nredis_url = "redis://localhost/0"\nsafe_mode = true\ntrusted_proxies = ["10.0.0.0/8", "::1"]\n'
    found = read(tmp_path, toml + 'base_url = "https://help.example.org/"\n')
    assert (found.workers, found.safe_mode, found.base_url) == (2, True, "https://help.example.org")
    assert [str(each) for each in found.trusted_proxies] == ["10.0.0.0/8", "::1/128"]
    assert found.is_secure


def test_postgresql_is_named_as_people_name_it(tmp_path: Path) -> None:
    for plain in ("postgres://u@h/d", "postgresql://u@h/d", "postgresql+psycopg://u@h/d"):
        assert read(tmp_path, BECKON_DATABASE_URL=plain).database_url == "postgresql+psycopg://u@h/d"


def test_an_unknown_key_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="BECKON_PROT") as refused:
        read(tmp_path, BECKON_PROT="1")
    assert refused.value.field == "BECKON_PROT"
    with pytest.raises(ConfigurationError, match=r"config\.toml.*'prot'") as refused:
        read(tmp_path, "prot = 1\n")
    assert refused.value.field == "prot"


BAD = {
    "database_url": ["mysql://x", "x", "sqlite:relative"],
    "redis_url": ["localhost:6379", "http://localhost", "redis://[", "redis://"],
    "base_url": ["help.example.org", "ftp://x", "https://", "https://a/?x=1", "https://a/#x", "http://[", "http://a:99999",
                 "https://user:secret@a", "http://a b", "javascript:alert(1)"],
    "host": ["", "a b", "http://x", "x/y", "-"],
    "port": ["0", "65536", "x", "-1", "8000.5", ""],
    "workers": ["0", "65", "many", "2"],
    "trusted_proxies": ["everybody", "10.0.0.0/33", "10.0.0.1;10.0.0.2"],
    "geoip_database": ["/no/such/file.mmdb", "/"],
    "mail_url": ["mail.example.org", "http://x", "smtp://", "smtp://["],
    "safe_mode": ["maybe", "2"],
}  # fmt: skip
EMPTY_MEANS_DEFAULT = {""}


def test_every_key_names_itself_when_its_value_is_bad(tmp_path: Path) -> None:
    assert set(BAD) == set(KEYS)
    for key, values in BAD.items():
        for value in values:
            if value in EMPTY_MEANS_DEFAULT:
                read(tmp_path, **{f"BECKON_{key.upper()}": value})
                continue
            with pytest.raises(ConfigurationError, match=key) as refused:
                read(tmp_path, **{f"BECKON_{key.upper()}": value})
            assert refused.value.field == key


def test_a_value_of_the_wrong_kind_in_the_file_names_its_key(tmp_path: Path) -> None:
    wrong = {"port": "true", "workers": "1.5", "host": "5", "base_url": '["a"]', "safe_mode": "1", "redis_url": "{}",
             "trusted_proxies": "3", "database_url": "1979-05-27", "mail_url": "false",
             "geoip_database": "[]"}  # fmt: skip
    assert set(wrong) == set(KEYS)
    for key, value in wrong.items():
        with pytest.raises(ConfigurationError, match=key) as refused:
            read(tmp_path, f"{key} = {value}\n")
        assert refused.value.field == key


def test_passwords_in_addresses_are_not_repeated(tmp_path: Path) -> None:
    for key, value in (("REDIS_URL", "redes://:hunter2@h"), ("MAIL_URL", "smpt://u:hunter2@h")):
        with pytest.raises(ConfigurationError) as refused:
            read(tmp_path, **{f"BECKON_{key}": value})
        assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("content", [b"port = = 1", b"\xff\xfe", b"port = 1\nport = 2"])
def test_a_broken_file_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "config.toml").write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"config\.toml"):
        read(tmp_path)


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.toml").mkdir()
    with pytest.raises(ConfigurationError, match=r"config\.toml"):
        read(tmp_path)
