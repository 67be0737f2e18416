"""Checks texts against a JSON Schema with the jsonschema library, which knows nothing of schedd.

usage: check_schema.py SCHEMA TEXTS

TEXTS has a JSON string a line: a job file as people write it. For each, a line says "good" or what is wrong.
"""
import json
import sys

from jsonschema import Draft202012Validator


def plain(text):
    """The text without comments and trailing commas."""
    out, i = [], 0
    while i < len(text):
        if text[i] == '"':
            end = i + 1
            while text[end] != '"':
                end += 2 if text[end] == "\\" else 1
            out.append(text[i : end + 1])
            i = end + 1
        elif text.startswith("//", i):
            i = text.find("\n", i) if "\n" in text[i:] else len(text)
        elif text.startswith("/*", i):
            i = text.index("*/", i) + 2
        else:
            if text[i] in "]}":
                while out and out[-1].isspace():
                    out.pop()
                if out and out[-1] == ",":
                    out.pop()
            out.append(text[i])
            i += 1
    return "".join(out)


schema = json.load(open(sys.argv[1]))
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)
for line in open(sys.argv[2]):
    errors = list(validator.iter_errors(json.loads(plain(json.loads(line)))))
    print("good" if not errors else f"{errors[0].json_path}: {errors[0].message}".replace("\n", " "))
