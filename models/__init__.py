"""The shop: its catalogue, carts and orders, and the verbs on them. Imports nothing of ours.

A verb takes a `Session` from `Store.begin()` first, or from `Store.read()` if it only looks, never
commits, and leaves nothing half done when it refuses. Money is integer minor units (cents); times
are aware and in UTC.
"""
