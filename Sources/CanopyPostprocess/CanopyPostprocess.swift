// CanopyPostprocess
