"""Benchmarks: each module measures one thing and returns its figures as plain data."""
