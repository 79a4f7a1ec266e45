"""Articles: put, post, upload, list, read, delete."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import PlainTextResponse
from starlette.convertors import PathConvertor, register_url_convertor

from app.api.bodies import metadata_body, written_body
from app.api.examples import ARTICLE_ID_EXAMPLE, ARTICLE_TEXT_EXAMPLE, DELETABLE_ARTICLE_ID, UPLOAD_BODY
from app.api.problems import BODY_ERRORS, EMBEDDING_ERRORS, responses
from app.api.schemas.articles import (
    ArticleBody,
    ArticleMetadata,
    ArticlePage,
    Deleted,
    Listing,
    WrittenArticle,
)
from app.api.service import ServiceDependency
from app.api.uploads import read_article
from app.errors import (
    ArticleNotFound,
    EmptyText,
    InvalidCursor,
    InvalidFrontMatter,
    InvalidRequest,
    Stopping,
    StorageFailed,
    TextTooLong,
    UnreadablePdf,
    UnreadableText,
)
from app.ingest.pipeline import check_article_id
from app.models import Outcome

router = APIRouter(prefix="/v1/articles", tags=["articles"])

WRITE_ERRORS = (
    *BODY_ERRORS,
    TextTooLong,
    EmptyText,
    UnreadableText,
    StorageFailed,
    Stopping,
    *EMBEDDING_ERRORS,
)


class _AnyText(PathConvertor):
    """Lets any id through, so that one with a slash in it is told what an id is, and not that there is no
    such path; newlines too, of which the router would drop the last one."""

    regex = r"[\s\S]*"


register_url_convertor("any_text", _AnyText())
ONE = "/{article_id:any_text}"
ArticleIdPath = Annotated[
    str,
    Path(
        description="1 to 128 of letters, digits and `. _ ~ -`, the first a letter or a digit.",
        openapi_examples={"seed": {"value": ARTICLE_ID_EXAMPLE}},
    ),
]


@router.post(
    "",
    status_code=201,
    response_model=WrittenArticle,
    summary="Store an article under an id made from its content",
    responses={
        200: {"model": WrittenArticle, "description": "Replaced or unchanged"},
        **responses(*WRITE_ERRORS, UnreadablePdf, InvalidFrontMatter),
    },
    openapi_extra={"requestBody": UPLOAD_BODY},
)
async def post_article(request: Request, response: Response, service: ServiceDependency) -> WrittenArticle:
    """Takes the same JSON body as PUT, or a file (`.txt`, `.md`, `.html`, `.pdf`) as `multipart/form-data`.

    The same content gives the same id, so that posting twice stores once. A text that will be edited needs an
    `article_id` of its own: without one, the edited text is another article. Answers 201 when the article is
    new, 200 when it was there. It is searchable when this returns.
    """
    source = await read_article(request, max_text_bytes=service.settings.max_text_bytes)
    written = await service.ingest.put(source)
    response.status_code = 201 if written.outcome is Outcome.CREATED else 200
    return written_body(written)


@router.get(
    "",
    response_model=ArticlePage,
    summary="List articles",
    responses=responses(InvalidRequest, InvalidCursor),
)
async def list_articles(service: ServiceDependency, query: Annotated[Listing, Query()]) -> ArticlePage:
    """Articles in order of their ids, without their texts; `next_cursor` is null on the last page."""
    page = await service.store.page(query.to_filters(), limit=query.limit, cursor=query.cursor)
    return ArticlePage(items=[metadata_body(item) for item in page.items], next_cursor=page.next_cursor)


@router.get(
    ONE + "/text",
    response_class=PlainTextResponse,
    summary="An article's canonical text",
    responses={
        200: {"content": {"text/plain": {"example": ARTICLE_TEXT_EXAMPLE}}},
        **responses(ArticleNotFound, InvalidRequest),
    },
)
async def get_text(article_id: ArticleIdPath, service: ServiceDependency) -> PlainTextResponse:
    """The text that every `start` and `end` counts in, in Unicode code points, as it is."""
    article = await service.store.article(check_article_id(article_id))
    if article is None:
        raise ArticleNotFound(f"no article has the id {article_id}")
    return PlainTextResponse(article.text, headers={"ETag": f'"{article.revision}"'})


@router.get(
    ONE,
    response_model=ArticleMetadata,
    summary="An article without its text",
    responses=responses(ArticleNotFound, InvalidRequest),
)
async def get_article(article_id: ArticleIdPath, service: ServiceDependency) -> ArticleMetadata:
    """What is known about the article, its length in code points and its number of passages."""
    summary = await service.store.summary(check_article_id(article_id))
    if summary is None:
        raise ArticleNotFound(f"no article has the id {article_id}")
    return metadata_body(summary)


@router.put(
    ONE,
    status_code=201,
    response_model=WrittenArticle,
    summary="Store an article under an id of your own",
    responses={
        200: {"model": WrittenArticle, "description": "Replaced or unchanged"},
        **responses(*WRITE_ERRORS),
    },
)
async def put_article(
    article_id: Annotated[
        str,
        Path(
            description="1 to 128 of letters, digits and `. _ ~ -`, the first a letter or a digit.",
            openapi_examples={"new": {"value": "harbour-bridge"}},
        ),
    ],
    body: ArticleBody,
    response: Response,
    service: ServiceDependency,
) -> WrittenArticle:
    """Idempotent by content: the same body again is `unchanged`, another one is `replaced` whole.

    201 when the article is new, 200 otherwise. When this returns the article is durable and searchable, and
    nothing of an earlier text is left in any index.
    """
    check_article_id(article_id)
    if body.article_id not in (None, article_id):
        raise InvalidRequest("article_id: differs from the one in the path", field="article_id")
    written = await service.ingest.put(body.to_source(article_id=article_id))
    response.status_code = 201 if written.outcome is Outcome.CREATED else 200
    return written_body(written)


@router.delete(
    ONE,
    response_model=Deleted,
    summary="Delete an article",
    responses=responses(ArticleNotFound, InvalidRequest, StorageFailed),
)
async def delete_article(
    article_id: Annotated[
        str,
        Path(description="The article's id.", openapi_examples={"seed": {"value": DELETABLE_ARTICLE_ID}}),
    ],
    service: ServiceDependency,
) -> Deleted:
    """Removes the article with its passages and vectors; gone from every index when this returns."""
    return Deleted(deleted_passages=await service.ingest.delete(check_article_id(article_id)))
