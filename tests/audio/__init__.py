"""Tests of the ears and the mouth, with speech that our own voice makes."""
