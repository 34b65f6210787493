"""From Python source to the model."""
