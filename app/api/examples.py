"""Examples of the documentation that need more than a schema: they run as they are against the seeds."""

import json
from typing import Any

from app.api.problems import problem
from app.errors import InvalidRequest

ARTICLE_ID_EXAMPLE = "red-square-parade"
DELETABLE_ARTICLE_ID = "visit-at-a-glance"  # all it says stands in other seeds, so that nothing else breaks
ARTICLE_TEXT_EXAMPLE = "The text of the article, exactly as offsets count it.\n"

_ANSWER_SENTENCE = (
    "More than 20 documents on bilateral cooperation were also exchanged, "
    "and the two leaders witnessed the exchange."
)
ANSWER_EXAMPLE: dict[str, Any] = {
    "id": "ans_f9ce33408357484080ad",
    "status": "answered",
    "reason": None,
    "answer": f"{_ANSWER_SENTENCE} [1]",
    "claims": [
        {
            "text": _ANSWER_SENTENCE,
            "start": 0,
            "end": 112,
            "citations": [1],
            "support": "supported",
            "checks": ["quote", "numbers", "dates", "names", "negation"],
        }
    ],
    "citations": [
        {
            "number": 1,
            "article_id": "joint-statement",
            "revision": "cccbe6cb5ed8c49f",
            "title": "Joint statement signed and more than 20 cooperation documents exchanged",
            "url": None,
            "published_at": "2025-05-09",
            "passage_id": "psg_db52914cea926ac1cbcf",
            "quote": _ANSWER_SENTENCE,
            "start": 181,
            "end": 293,
            "resolved": [],
        }
    ],
    "unsupported": [],
    "considered": [
        {"passage_id": "psg_99dd0f3acd7d032810db", "article_id": "who-stood-where", "score": 0.5727}
    ],
    "engine": {"name": "extractive", "model": None},
    "degraded": [],
    "usage": {"prompt_tokens": 0, "completion_tokens": 0, "estimated": False},
    "timings_ms": {"retrieve": 14.43, "compose": 17.76, "verify": 1.91, "total": 34.24},
}

COMPLETION_STREAM = {
    "text/event-stream": {
        "schema": {"type": "string"},
        "example": 'data: {"object": "chat.completion.chunk", …}\n\n…\n\ndata: [DONE]\n\n',
    }
}

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
                    "article_id": {
                        "type": "string",
                        "description": "Left out, made from the content: an edited file is another article.",
                    },
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

_IMPORTED = (
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
_LINES = {
    "schema": {"type": "string", "description": "One article a line, as JSON; `article_id` is optional."},
    "example": "".join(f"{json.dumps(article)}\n" for article in _IMPORTED),
}
# Plain text first: Swagger UI quotes a text whose media type has "json" in its name, and so spoils the lines.
IMPORT_BODY = {
    "required": True,
    "content": dict.fromkeys(("text/plain", "application/x-ndjson", "application/jsonl"), _LINES),
}

IMPORT_LINES = {
    "stored": {
        "summary": "A line that was stored",
        "value": {
            "line": 1,
            "article_id": "ferry-timetable",
            "revision": "fe3569b994fed701",
            "outcome": "created",
            "passages": 1,
        },
    },
    "refused": {
        "summary": "A line that was refused",
        "value": {
            "line": 2,
            "error": problem(
                InvalidRequest("text: Field required", field="text"),
                instance="/v1/articles/import",
                request_id="req_1f0c",
            ),
        },
    },
}
