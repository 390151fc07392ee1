"""Sound: codecs, resampling, framing, and whether anybody speaks."""
