"""The benchmark runs and gives the figures it promises; how fast is not tested here."""

from app.bench.verify import measure


def test_it_measures_a_body_of_the_usual_size() -> None:
    found = measure(rounds=20)
    assert 2500 <= found["body_bytes"] <= 3500
    assert all(found[name].keys() == {"p50", "p99"} for name in ("verified_ms", "plain_ms"))
    assert found["added_ms"]["p50"] > 0
