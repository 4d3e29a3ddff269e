"""The room of price rules: offers as data, and what a cart costs by them.

`offers` is what one is, `document`, `checks` and `load` bring it from a catalogue file; `price` is the whole calculation, of
`eligible`, `combine`, `reductions` and `rounding`, all pure; `till` joins it with the store, `redemptions` counts, and
`coupons` has the verbs.
"""
