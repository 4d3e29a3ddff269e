"""Speech weights from their makers: which there are, downloading and unpacking them."""
