"""Which embedding model the settings name, and the adapter that runs it."""

from dataclasses import dataclass

from app.adapters.chat_options import OPENAI_URL
from app.adapters.embeddings import DIMENSION, MODEL_ID, MiniLmEmbedder
from app.adapters.embeddings_openai import OpenAiEmbedder
from app.adapters.embeddings_server import EmbeddingOptions
from app.errors import ConfigurationError
from app.ports import Embedder
from app.settings import Settings

DEFAULT_MODEL = "text-embedding-3-small"
# Asked of no server, so that the service starts while it is away.
_OPENAI_DIMENSIONS = {
    "text-embedding-3-small": 1536,
    "text-embedding-3-large": 3072,
    "text-embedding-ada-002": 1536,
}
_CAN_SHORTEN = "text-embedding-3"


@dataclass(frozen=True, slots=True)
class EmbeddingIdentity:
    """What vectors must have in common to be compared."""

    model_id: str
    dimension: int

    def __str__(self) -> str:
        return f"{self.model_id} ({self.dimension} numbers)"


def make_embedder(settings: Settings, *, retries: int | None = None) -> Embedder:
    """The embedder that the settings name; blocks while a model is loaded. Raises ConfigurationError."""
    if settings.embedding == "embedded":
        embedding_identity(settings)
        return MiniLmEmbedder(threads=settings.embedding_threads)
    return OpenAiEmbedder(openai_options(settings, retries=retries))


def embedding_identity(settings: Settings) -> EmbeddingIdentity:
    """The model and length of the vectors that the settings ask for. Raises ConfigurationError."""
    if settings.embedding == "openai":
        options = openai_options(settings)
        return EmbeddingIdentity(options.model_id, options.dimension)
    if settings.embedding_model is not None:
        raise ConfigurationError(
            f"FOOTNOTE_EMBEDDING_MODEL names {settings.embedding_model}, and the embedded model is another: "
            "set FOOTNOTE_EMBEDDING=openai too, or unset it"
        )
    if settings.embedding_dimension not in (None, DIMENSION):
        raise ConfigurationError(
            f"FOOTNOTE_EMBEDDING_DIMENSION is {settings.embedding_dimension}, "
            f"and the embedded model's vectors have {DIMENSION} numbers: unset it"
        )
    return EmbeddingIdentity(MODEL_ID, DIMENSION)


def openai_options(settings: Settings, *, retries: int | None = None) -> EmbeddingOptions:
    """How the embeddings server is called. Raises ConfigurationError when the settings don't say."""
    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else None
    if key is None and settings.openai_base_url is None:
        raise ConfigurationError(
            "FOOTNOTE_EMBEDDING=openai needs OPENAI_API_KEY, or OPENAI_BASE_URL for a server with no keys: "
            "set one, or unset FOOTNOTE_EMBEDDING to use the embedded model"
        )
    model = settings.embedding_model or DEFAULT_MODEL
    dimension, is_shortened = _dimension(model, settings.embedding_dimension)
    return EmbeddingOptions(
        model=model,
        dimension=dimension,
        sends_dimension=is_shortened,
        api_key=key,
        base_url=settings.openai_base_url or OPENAI_URL,
        batch_texts=settings.embedding_batch,
        in_flight=settings.embedding_in_flight,
        batch_seconds=settings.embedding_deadline_seconds,
        question_seconds=settings.embedding_query_timeout_seconds,
        retries=settings.llm_retries if retries is None else retries,
    )


def _dimension(model: str, given: int | None) -> tuple[int, bool]:
    """The length of a model's vectors, and whether it has to be asked for."""
    name = model.rpartition("/")[2]  # gateways put the vendor before it
    own = _OPENAI_DIMENSIONS.get(name)
    if given is None and own is None:
        raise ConfigurationError(
            f"FOOTNOTE_EMBEDDING_DIMENSION is not set: say how many numbers the vectors of {model} have"
        )
    if own is None or given in (None, own):
        return given or own or 0, False
    if given is not None and given < own and name.startswith(_CAN_SHORTEN):
        return given, True
    raise ConfigurationError(
        f"FOOTNOTE_EMBEDDING_DIMENSION is {given}, and the vectors of {model} have {own} numbers"
        + (" at most" if name.startswith(_CAN_SHORTEN) else "")
    )
