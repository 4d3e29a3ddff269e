"""Tells customers, unasked, what they agreed to be told: from the shop's outbox to Alexa and to gateways of messages."""
