"""Language models, behind the port that flows know (`graphs.ports.LanguageModel`)."""

from agent.llm.provided import ProvidedModel, open_model

__all__ = ["ProvidedModel", "open_model"]
