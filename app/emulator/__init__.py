"""An Alexa to talk to, offline: reads the skill's package and judges the skill by it, not by our language files."""
