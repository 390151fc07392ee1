"""One call: who speaks when (`turns`), what was heard (`playback`), and the shell that performs it (`session`)."""
