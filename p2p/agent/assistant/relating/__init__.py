"""What a turn has to do with what was told before: which facts answer it, which it makes void."""
