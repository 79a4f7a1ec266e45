"""Made-up questions and a folder with a small public set."""

import json
from pathlib import Path

from evals.bench.quality.data import Question

RIVERS = (
    "The Tarn rises in the hills. It is 381 kilometres long. Otters live on its banks.",
    "The Brook is a small river. Nobody has measured it.",
)
TITLE = "Rivers"


def question(text: str, *answers: str, half: int = 0) -> Question:
    """A question about the rivers; with no answers it is impossible."""
    return Question(text, TITLE, RIVERS[0], answers, half)


def squad_folder(folder: Path, *, articles: int = 1) -> Path:
    """Two questions over an article, written as the public files are; further articles ask the same."""
    titles = [f"{TITLE} {number}".removesuffix(" 0") for number in range(articles)]
    paragraphs = [
        {"pid": f"{title}#{n}", "title": title, "text": text}
        for title in titles
        for n, text in enumerate(RIVERS)
    ]
    asked = [("How long is the Tarn?", ["381 kilometres"]), ("How long is the Severn?", [])]
    questions = [
        {
            "question": text,
            "title": title,
            "pid": f"{title}#0",
            "is_impossible": not answers,
            "answers": answers,
            "answer_starts": [RIVERS[0].index(answer) for answer in answers],
        }
        for place, title in enumerate(titles)
        for text, answers in (asked[::-1] if place % 2 else asked)  # so that both halves have both kinds
    ]
    for name, rows in (("paragraphs", paragraphs), ("questions", questions)):
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"squad2_dev_{name}.jsonl").write_text(lines, "utf-8")
    return folder
