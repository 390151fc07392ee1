"""Secrets by name: of the environment, of a folder of files, of an encrypted table. Documents hold only the names."""
