"""From results to the cells that change, and back: planning, writing, undoing, recovering."""
