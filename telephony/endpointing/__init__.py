"""Whether a caller who has fallen silent has finished, judged by how they sounded."""
