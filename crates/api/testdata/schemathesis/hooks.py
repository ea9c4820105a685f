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
