"""Settings: every one from its FOOTNOTE_ name, unknown names and bad values told by name."""

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from app.errors import ConfigurationError
from app.settings import Settings, load_settings, variable

FIELDS = {
    "host": ("::1", "::1"),
    "port": ("0", 0),
    "data_dir": ("/srv/footnote", Path("/srv/footnote")),
    "chroma_url": ("http://chroma:8000", "http://chroma:8000"),
    "api_keys": ("one, two ,,three", ("one", "two", "three")),
    "allow_no_key": ("true", True),
    "log_level": ("warning", "warning"),
    "max_text_bytes": ("1000", 1000),
    "max_body_bytes": ("10000", 10_000),
    "embedding_threads": ("4", 4),
    "embedding": ("openai", "openai"),
    "embedding_model": ("nomic-embed-text", "nomic-embed-text"),
    "embedding_dimension": ("768", 768),
    "embedding_batch": ("64", 64),
    "embedding_in_flight": ("2", 2),
    "embedding_deadline_seconds": ("20", 20.0),
    "embedding_query_timeout_seconds": ("1.5", 1.5),
    "chroma_query_timeout_seconds": ("0.5", 0.5),
    "chroma_write_timeout_seconds": ("5", 5.0),
    "chroma_start_timeout_seconds": ("6", 6.0),
    "receive_timeout_seconds": ("2.5", 2.5),
    "shutdown_grace_seconds": ("1.5", 1.5),
    "openai_api_key": ("sk-1", SecretStr("sk-1")),
    "openai_base_url": ("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1"),
    "llm_model": ("tiny", "tiny"),
    "llm_deadline_seconds": ("30", 30.0),
    "llm_summary_deadline_seconds": ("60", 60.0),
    "prompts_dir": ("/etc/footnote/prompts", Path("/etc/footnote/prompts")),
    "llm_in_flight": ("4", 4),
    "llm_queue": ("0", 0),
    "llm_retries": ("0", 0),
    "llm_prompt_tokens": ("3000", 3000),
    "llm_reply_tokens": ("500", 500),
    "llm_max_tokens_field": ("max_completion_tokens", "max_completion_tokens"),
    "llm_max_reply_bytes": ("100000", 100_000),
}


@pytest.mark.parametrize(("field", "given", "value"), [(field, *pair) for field, pair in FIELDS.items()])
def test_a_setting_comes_from_its_name(field: str, given: str, value: object) -> None:
    assert getattr(load_settings({variable(field): given}), field) == value


def test_every_setting_is_in_the_table_above_and_has_a_description() -> None:
    assert set(FIELDS) == set(Settings.model_fields)
    assert all(field.description for field in Settings.model_fields.values())


def test_the_environment_is_read_when_nothing_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_PORT", "8123")
    assert load_settings().port == 8123


def test_what_is_given_does_not_mix_with_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_PORT", "8123")
    assert load_settings({}).port == 8000


def test_an_argument_wins_over_the_environment(tmp_path: Path) -> None:
    assert load_settings({"FOOTNOTE_DATA_DIR": "/srv"}, data_dir=tmp_path).data_dir == tmp_path


def test_names_of_others_are_left_alone() -> None:
    assert load_settings({"PATH": "/bin", "FOOTNOTES": "1", "HOST": "0.0.0.0"}).host == "127.0.0.1"


@pytest.mark.parametrize("name", ["FOOTNOTE_PROT", "FOOTNOTE_", "FOOTNOTE_port"])
def test_an_unknown_name_is_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        load_settings({name: "1"})
    assert f"unknown setting {name};" in str(refusal.value)
    assert all(variable(field) in str(refusal.value) for field in Settings.model_fields)


def test_all_unknown_names_are_told_at_once() -> None:
    with pytest.raises(ConfigurationError, match="unknown setting FOOTNOTE_A, FOOTNOTE_B;"):
        load_settings({"FOOTNOTE_B": "1", "FOOTNOTE_A": "1"})


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("port", "eighty"),
        ("port", "65536"),
        ("port", "-1"),
        ("chroma_url", "chroma:8000"),
        ("allow_no_key", "perhaps"),
        ("log_level", "loud"),
        ("max_text_bytes", "999"),
        ("max_body_bytes", "9999"),
        ("embedding_threads", "0"),
        ("embedding_threads", "65"),
        ("chroma_query_timeout_seconds", "0"),
        ("shutdown_grace_seconds", "-1"),
        ("openai_base_url", "localhost:8080"),
        ("llm_deadline_seconds", "0"),
        ("llm_prompt_tokens", "10"),
        ("llm_max_tokens_field", "tokens"),
    ],
)
def test_a_bad_value_is_refused_by_name(field: str, given: str) -> None:
    with pytest.raises(ConfigurationError, match=variable(field)):
        load_settings({variable(field): given})


@pytest.mark.parametrize("name", ["FOOTNOTE_API_KEYS", "OPENAI_API_KEY"])
def test_a_refusal_does_not_repeat_the_keys(name: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        load_settings({name: "hush", "FOOTNOTE_PORT": "eighty"})
    assert "hush" not in str(refusal.value)


def test_the_upstream_key_is_not_shown() -> None:
    assert "hush" not in repr(load_settings({"OPENAI_API_KEY": "hush"}))


@pytest.mark.parametrize(
    "field", ["openai_api_key", "openai_base_url", "llm_model", "chroma_url", "prompts_dir"]
)
def test_an_empty_value_means_none(field: str) -> None:
    assert getattr(load_settings({variable(field): " "}), field) is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.10", "footnote.example"])
def test_beyond_loopback_a_key_is_needed(host: str) -> None:
    with pytest.raises(ConfigurationError, match=r"beyond loopback.*FOOTNOTE_API_KEYS"):
        load_settings({"FOOTNOTE_HOST": host})


@pytest.mark.parametrize("given", [{"FOOTNOTE_API_KEYS": "key"}, {"FOOTNOTE_ALLOW_NO_KEY": "true"}])
def test_beyond_loopback_with_a_key_or_on_purpose(given: dict[str, str]) -> None:
    assert load_settings({"FOOTNOTE_HOST": "0.0.0.0", **given}).host == "0.0.0.0"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_on_loopback_no_key_is_needed(host: str) -> None:
    assert load_settings({"FOOTNOTE_HOST": host}).api_keys == ()


@pytest.mark.parametrize("given", ["", " ", ",", " , "])
def test_blank_keys_are_no_keys(given: str) -> None:
    with pytest.raises(ConfigurationError, match="beyond loopback"):
        load_settings({"FOOTNOTE_HOST": "0.0.0.0", "FOOTNOTE_API_KEYS": given})


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load_settings({}).port = 1  # type: ignore[misc]


def test_files_lie_in_the_data_folder(tmp_path: Path) -> None:
    settings = load_settings({}, data_dir=tmp_path)
    assert {settings.database_path.parent, settings.chroma_dir.parent} == {tmp_path}
