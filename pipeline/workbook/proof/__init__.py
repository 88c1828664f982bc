"""That the new file differs from the old by the plan and by nothing else."""
