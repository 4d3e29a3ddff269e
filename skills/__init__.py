"""The conversation: language, understanding, handlers and wording. May import `models`; never `app` or `audio`."""
