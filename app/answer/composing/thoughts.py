"""Leaves out what a model thinks aloud before its reply, between `<think>` and `</think>`, while it comes."""

_OPEN, _CLOSE = "<think>", "</think>"


class ThoughtFilter:
    """Passes on a reply without the blocks of thought that it begins with."""

    def __init__(self) -> None:
        self._held = ""
        self._is_thinking = False
        self._has_begun = False

    def feed(self, piece: str) -> str:
        """What of the reply is certain with this piece."""
        if self._has_begun:
            return piece
        self._held += piece
        while not self._has_begun:
            if self._is_thinking:
                if not self._ends_thought():
                    return ""
            elif self._held.lower().startswith(_OPEN):
                self._held, self._is_thinking = self._held[len(_OPEN) :], True
            elif _OPEN.startswith(self._held.lower()):
                return ""
            elif self._held[0].isspace():
                self._held = self._held.lstrip()
            else:
                self._has_begun = True
        return self.finish()

    def finish(self) -> str:
        """What was held back and is no thought."""
        held, self._held = self._held, ""
        return "" if self._is_thinking else held

    def _ends_thought(self) -> bool:
        at = self._held.lower().find(_CLOSE)
        # As much is kept as may be the beginning of the end.
        self._held = self._held[at + len(_CLOSE) :] if at >= 0 else self._held[1 - len(_CLOSE) :]
        self._is_thinking = at < 0
        return at >= 0


def without_thoughts(text: str) -> str:
    """A whole reply without the thoughts before it."""
    thoughts = ThoughtFilter()
    return thoughts.feed(text) + thoughts.finish()
