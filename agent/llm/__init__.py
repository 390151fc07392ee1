"""Language models, behind the port that flows know (`graphs.ports.LanguageModel`)."""

from agent.llm.opening import open_model, probe
from agent.llm.steady import SteadyModel

__all__ = ["SteadyModel", "open_model", "probe"]
