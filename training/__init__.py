"""How the model is made. Torch lives here and nowhere else."""
