// CanopyMatch
