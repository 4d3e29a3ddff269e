"""The doctor: looks at each part of a counter, and says what to do where one is not well."""
