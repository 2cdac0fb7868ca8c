// CanopySync
