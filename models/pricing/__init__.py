"""The room of price rules: offers as data, and what a cart costs by them.

`offers` is what one is, `loyalty` what points are worth; `document`, `checks` and `load` bring them from a catalogue file.
`price` is the whole calculation, of `eligible`, `combine`, `reductions` and `rounding`, all pure. `till` joins it with the
store, `redemptions` counts uses and `points` is the ledger; `coupons` and `purse` have the verbs.
"""
