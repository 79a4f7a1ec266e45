"""Examples of the documentation that need more than a schema: they run as they are against the seeds."""

import json

ARTICLE_ID_EXAMPLE = "red-square-parade"
DELETABLE_ARTICLE_ID = "visit-at-a-glance"  # all it says stands in other seeds, so that nothing else breaks
ARTICLE_TEXT_EXAMPLE = "The text of the article, exactly as offsets count it.\n"

_POSTED = {
    "title": "Library opens on Sundays",
    "text": "The city library opens on Sundays from September on. Forty volunteers keep its desks.",
    "published_at": "2025-08-20",
    "tags": ["city"],
}

UPLOAD_BODY = {
    "required": True,
    "content": {
        "application/json": {"schema": {"$ref": "#/components/schemas/ArticleBody"}, "example": _POSTED},
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": {"type": "string", "format": "binary", "description": ".txt .md .html .pdf"},
                    "title": {"type": "string", "description": "Wins over what the file says."},
                    "article_id": {"type": "string"},
                    "source": {"type": "string"},
                    "url": {"type": "string"},
                    "published_at": {"type": "string", "format": "date"},
                    "language": {"type": "string"},
                    "authors": {"type": "array", "items": {"type": "string"}},
                    "tags": {"type": "array", "items": {"type": "string"}},
                },
            }
        },
    },
}

IMPORT_BODY = {
    "required": True,
    "content": {
        "application/x-ndjson": {
            "schema": {
                "type": "string",
                "description": "One article a line, as JSON; `article_id` is optional.",
            },
            "example": "\n".join(
                json.dumps(article)
                for article in (
                    {
                        "article_id": "ferry-timetable",
                        "title": "Ferry adds a morning crossing",
                        "text": "The ferry adds a crossing at six in the morning from Monday.",
                        "published_at": "2025-03-05",
                    },
                    {
                        "title": "Market moves to the old station",
                        "text": "The weekly market moves to the old station on 1 April 2025.",
                    },
                )
            )
            + "\n",
        }
    },
}
