"""JSON has one sort of number; what is written as 7.0 is an integer to a schema and none to our reader.

Whole numbers are therefore written as such, as every client does that has integers.
"""

import schemathesis


def whole(value):
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [whole(item) for item in value]
    if isinstance(value, dict):
        return {name: whole(item) for name, item in value.items()}
    return value


@schemathesis.hook
def map_body(context, body):
    return whole(body)


def waits(case):
    return "Prefer" in (case.headers or {})


@schemathesis.hook
def filter_case(context, case):
    """Nothing is wrong in `Prefer` (RFC 7240, 2), so that nothing can be refused for it."""
    return case.meta is None or case.meta.generation.mode.is_positive or not waits(case)


@schemathesis.hook
def map_case(context, case):
    """Nobody waits: the test would take as long as everybody who does."""
    if waits(case):
        case.headers["Prefer"] = "wait=0"
    return case
