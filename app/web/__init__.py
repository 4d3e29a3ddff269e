"""The Alexa door: requests over HTTP, checked before anything of the shop sees them."""
