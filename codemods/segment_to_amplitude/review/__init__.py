"""The migration as something to say yes or no to: the plan, the decisions on it, and how it is applied and undone."""
