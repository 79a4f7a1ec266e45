"""HTTP: one router per resource; an endpoint parses, calls and returns."""
