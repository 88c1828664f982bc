"""What a team sets in followup.toml: policy, names, mail, limits."""
