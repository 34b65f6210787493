"""From a small part of Python to JavaScript that answers the same.

`kinds` says which values a property can hold, `code` is JavaScript as data, `expressions` and
`statements` translate, `comments` takes the author's remarks along, `registering` looks at the
registration, and `plan` puts it together. What is not surely the same is a `Refusal`.

The measure is every run of the Python function that did not fail. There the JavaScript gives
the same JSON, or the same PreventUpdate and no_update.
"""
