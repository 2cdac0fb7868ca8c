// CanopyCrop
