"""What the demo city is made of beside its pack: invented ground, reports, and a small life in all its rooms."""
