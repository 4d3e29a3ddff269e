"""The counter's door: words become turns, and answers become speech."""
