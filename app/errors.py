"""Every error that Footnote raises on purpose, as one tree.

FootnoteError                       500 internal_error
  InvalidRequest                    422 invalid_request
    EmptyText                       422 empty_text
    UnreadableText                  422 undecodable_text, lone_surrogate
    UnreadablePdf                   422 unreadable_pdf
    InvalidFrontMatter              422 invalid_front_matter
    InvalidCursor                   422 invalid_cursor
  MalformedJson                     400 malformed_json
  Unauthorized                      401 unauthorized
  NotFound                          404 not_found
    ArticleNotFound                 404 article_not_found
    ModelNotFound                   404 model_not_found
  RequestTimedOut                   408 request_timeout
  TextTooLong                       413 text_too_long
  BodyTooLarge                      413 body_too_large
  UnsupportedMediaType              415 unsupported_media_type
  ClientGone                        499 client_gone, which nobody reads but the metrics
  ServiceUnavailable                503 unavailable
    NotReady                        503 not_ready
      Starting                      503 starting
      Stopping                      503 stopping
    LlmNotConfigured                503 llm_not_configured
    StorageUnreadable               503 storage_unreadable
    StorageFailed                   507 storage_failed
  ContextTooLong                    422 context_too_long
  UpstreamFailed                    502 upstream_failed
    UpstreamAuth                    502 upstream_auth
    UpstreamModel                   502 upstream_model
    UpstreamRejected                502 upstream_rejected
    UpstreamMalformed               502 upstream_malformed
    UpstreamTruncated               502 upstream_truncated
    UpstreamTooLarge                502 upstream_too_large
    UpstreamUnavailable             503 upstream_unavailable
    UpstreamRateLimited             503 upstream_rate_limited
    UpstreamQuota                   503 upstream_quota
    UpstreamBusy                    503 upstream_busy
    UpstreamTimeout                 504 upstream_timeout
IndexUnavailable                    caught by retrieval and ingest, which go on without the index
  IndexBusy                         asked for more than it can do now; it is sound
  IndexOutdated                     ours, but of another model: to be rebuilt
ConfigurationError                  at start: a setting, the data folder or an asset is wrong
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that was refused: where it stands in the request, and what was wrong with it."""

    field: str
    message: str


class FootnoteError(Exception):
    """The root: an HTTP status and a stable code on each class, a sentence for the caller in `detail`."""

    status = 500
    code = "internal_error"
    title = "Something went wrong"

    def __init__(self, detail: str, *, fields: tuple[FieldError, ...] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.fields = fields


class InvalidRequest(FootnoteError):
    """The request doesn't fit the schema."""

    status = 422
    code = "invalid_request"
    title = "The request is not valid"

    def __init__(self, detail: str, *, field: str | None = None, fields: tuple[FieldError, ...] = ()) -> None:
        if field and not fields:
            fields = (FieldError(field, detail.removeprefix(f"{field}: ")),)
        super().__init__(detail, fields=fields)


class EmptyText(InvalidRequest):
    """An article with no text left in its canonical form."""

    code = "empty_text"
    title = "The text is empty"


class UnreadableText(InvalidRequest):
    """Bytes that are not text, or characters that can't be stored."""

    code = "undecodable_text"
    title = "The text can't be decoded"


class UnreadablePdf(InvalidRequest):
    """A PDF that can't be opened, is encrypted, or holds no text."""

    code = "unreadable_pdf"
    title = "The PDF can't be read"


class InvalidFrontMatter(InvalidRequest):
    """Front matter that is not YAML, or lacks a field it needs."""

    code = "invalid_front_matter"
    title = "The front matter is not valid"


class InvalidCursor(InvalidRequest):
    """A cursor that this service did not give out."""

    code = "invalid_cursor"
    title = "The cursor is not valid"


class MalformedJson(FootnoteError):
    """A body that is not JSON."""

    status = 400
    code = "malformed_json"
    title = "The body is not JSON"


class Unauthorized(FootnoteError):
    """A missing or unknown key."""

    status = 401
    code = "unauthorized"
    title = "A valid API key is needed"


class NotFound(FootnoteError):
    """No such path."""

    status = 404
    code = "not_found"
    title = "Not found"


class ArticleNotFound(NotFound):
    """No article has this id."""

    code = "article_not_found"
    title = "No such article"


class ModelNotFound(NotFound):
    """No model of this name is offered."""

    code = "model_not_found"
    title = "No such model"


class RequestTimedOut(FootnoteError):
    """A body that came too slowly."""

    status = 408
    code = "request_timeout"
    title = "The request came too slowly"


class TextTooLong(FootnoteError):
    """A text over the limit."""

    status = 413
    code = "text_too_long"
    title = "The text is too long"


class BodyTooLarge(FootnoteError):
    """A request body over the limit."""

    status = 413
    code = "body_too_large"
    title = "The request body is too large"


class UnsupportedMediaType(FootnoteError):
    """A content type or file type that is not read here."""

    status = 415
    code = "unsupported_media_type"
    title = "This kind of content is not supported"


class ClientGone(FootnoteError):
    """The caller hung up before the reply was ready."""

    status = 499
    code = "client_gone"
    title = "The caller hung up"


class ServiceUnavailable(FootnoteError):
    """A part that this request needs is away."""

    status = 503
    code = "unavailable"
    title = "Not available now"


class NotReady(ServiceUnavailable):
    """The service is starting or stopping."""

    code = "not_ready"
    title = "The service is not ready"


class Starting(NotReady):
    """The service has not begun to serve."""

    code = "starting"
    title = "The service is starting"


class Stopping(NotReady):
    """The service ends, and what was asked for would take longer than that may."""

    code = "stopping"
    title = "The service is stopping"


class LlmNotConfigured(ServiceUnavailable):
    """The model engine was asked for and no model is configured."""

    code = "llm_not_configured"
    title = "No language model is configured"


class StorageUnreadable(ServiceUnavailable):
    """The truth store could not be read."""

    code = "storage_unreadable"
    title = "The article store can't be read"


class StorageFailed(ServiceUnavailable):
    """The truth store refused a write (disk full, say); nothing was acknowledged."""

    status = 507
    code = "storage_failed"
    title = "The write could not be stored"


class ContextTooLong(FootnoteError):
    """The model's context is too short for the question and even a few passages."""

    status = 422
    code = "context_too_long"
    title = "The request doesn't fit into the model's context"


class UpstreamFailed(FootnoteError):
    """The server of a model, which writes or embeds, failed. The detail is ours: nothing that it sent."""

    status = 502
    code = "upstream_failed"
    title = "The model failed"

    def __init__(self, detail: str, *, retry_after_seconds: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after_seconds = retry_after_seconds


class UpstreamAuth(UpstreamFailed):
    """The server refuses the key."""

    code = "upstream_auth"
    title = "The model's server refuses the key"


class UpstreamModel(UpstreamFailed):
    """The server has no such model."""

    code = "upstream_model"
    title = "The model is not there"


class UpstreamRejected(UpstreamFailed):
    """The server refuses the request on every rung."""

    code = "upstream_rejected"
    title = "The model's server refuses the request"


class UpstreamMalformed(UpstreamFailed):
    """The reply is not what the protocol or the schema asks for."""

    code = "upstream_malformed"
    title = "The model's reply can't be read"


class UpstreamTruncated(UpstreamFailed):
    """The reply ended before its end."""

    code = "upstream_truncated"
    title = "The model's reply broke off"


class UpstreamTooLarge(UpstreamFailed):
    """The reply is over the limit of bytes."""

    code = "upstream_too_large"
    title = "The model's reply is too large"


class UpstreamUnavailable(UpstreamFailed):
    """The server can't be reached, or says that it can't serve."""

    status = 503
    code = "upstream_unavailable"
    title = "The model is not available"


class UpstreamRateLimited(UpstreamFailed):
    """The server asks to wait longer than this request may take."""

    status = 503
    code = "upstream_rate_limited"
    title = "The model's server is limiting requests"


class UpstreamQuota(UpstreamFailed):
    """The account has no quota left."""

    status = 503
    code = "upstream_quota"
    title = "The model's quota is used up"


class UpstreamBusy(UpstreamFailed):
    """As many calls as allowed are in flight and waiting."""

    status = 503
    code = "upstream_busy"
    title = "Too many requests to the model"


class UpstreamTimeout(UpstreamFailed):
    """The deadline passed."""

    status = 504
    code = "upstream_timeout"
    title = "The model took too long"


class IndexUnavailable(Exception):
    """The vector index is away or answered wrongly; search goes on lexically."""


class IndexBusy(IndexUnavailable):
    """The vector index answers others and didn't get to this in time: one search goes on without it."""


class IndexOutdated(IndexUnavailable):
    """The vector index is this store's and holds another model's vectors: it has to be rebuilt, not mixed."""


class ConfigurationError(Exception):
    """The service can't start as configured; the message says what to change."""
