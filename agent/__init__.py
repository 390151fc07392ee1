"""The service: settings, storage, tools and the command line, standing on `telephony` and `graphs`."""
