"""Ears and mouth: sound in, words out, and words in, sound out. Imports nothing of ours."""
