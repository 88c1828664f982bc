"""Policy packs: data in YAML, their model and loader."""
