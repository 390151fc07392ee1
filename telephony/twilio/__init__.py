"""Twilio: Media Streams, TwiML, signatures, tickets and routes."""
