// CanopyThumb
